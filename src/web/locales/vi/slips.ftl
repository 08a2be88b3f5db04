# Phiếu mã: trang gõ mã.
slip-title = Nhập mã trên phiếu
slip-lead = Phiếu do ông/bà tự bốc ở quầy. Không ai ghi lại ông/bà đã bốc phiếu nào.
slip-code = Mã trên phiếu
slip-help = Mã có 10 chữ cái và chữ số. Chữ hoa hay chữ thường, có dấu cách hay không đều được.
slip-go = Trả lời
slip-promise = Mỗi phiếu chỉ tính một lần. Phiếu không mang tên, số điện thoại hay mã hồ sơ.
slip-not-a-code = Mã phải đủ 10 chữ cái và chữ số. Xin xem lại phiếu; nếu máy tự thêm dấu, xin tắt bộ gõ tiếng Việt.
slip-unknown = Không có phiếu nào mang mã này. Xin xem lại từng chữ và ngày hết hạn ghi trên phiếu.
