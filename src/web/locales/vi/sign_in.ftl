# Cửa phòng làm việc của cán bộ: đăng nhập, gửi lại biểu mẫu.
sign-in-expired = Phiên đăng nhập đã kết thúc. Những gì ông/bà vừa nhập vẫn còn: hãy đăng nhập rồi gửi lại.
sign-in-device = Tên thiết bị (không bắt buộc)
sign-in-device-help = Ví dụ “máy ở phòng họp”, để nhận ra trong danh sách phiên đăng nhập của mình.
send-again-title = Gửi lại biểu mẫu
send-again-kept = Biểu mẫu chưa được ghi nhận vì phiên đăng nhập trước đã kết thúc. Những gì ông/bà đã nhập vẫn còn nguyên; riêng mật khẩu và mã phải nhập lại.
send-again-button = Gửi lại
send-again-drop = Bỏ biểu mẫu này
