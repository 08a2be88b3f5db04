# Muốn được liên hệ lại: trang riêng, tách khỏi phiếu.
contact-offer = Muốn được liên hệ lại? (trang riêng, không gắn với phiếu vừa gửi)
contact-title = Muốn được liên hệ lại?
contact-lead = Nếu ông/bà muốn cơ quan thanh tra gọi lại về một việc cụ thể, xin viết ở đây.
contact-apart = Trang này tách hẳn khỏi phiếu đánh giá; không có gì nối hai bên với nhau.
contact-readers = Chỉ cơ quan thanh tra đọc được. Nơi giải quyết hồ sơ không đọc được.
contact-kept =
    Nội dung được niêm phong và bị xóa sau nhiều nhất { $shown } ngày.
contact-limits = viết ở đây là ông/bà cho thanh tra biết mình là ai. Nếu gửi ngay sau khi đánh giá, người đang theo dõi máy chủ có thể đoán hai việc là của cùng một người. Muốn chắc chắn hơn, xin mở lại trang này vào hôm khác.
contact-place = Tỉnh, thành phố
contact-no-place = Không muốn nói
contact-about = Việc gì?
contact-about-help = Nơi nào, việc gì, khi nào. Tối đa 700 ký tự.
contact-reach = Liên hệ bằng cách nào?
contact-reach-help = Số điện thoại, địa chỉ thư điện tử hoặc địa chỉ nhà; giờ nào tiện.
contact-send = Gửi cho thanh tra
contact-no-about = Xin viết ngắn gọn là việc gì.
contact-no-reach = Xin cho biết cách liên hệ; nếu không, thanh tra không gọi lại được.
contact-too-long = Xin rút ngắn: tối đa { $shown } ký tự.
contact-sent = Đã nhận đề nghị
contact-sent-text = Cơ quan thanh tra sẽ đọc và liên hệ theo cách ông/bà đã ghi.
