drop index staff_subject;
