drop index audit_object;
