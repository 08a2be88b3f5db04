//! What each field of a request takes, in Vietnamese.
//!
//! The lower floors say in English what exactly is wrong, as the terminal shows it; a Vietnamese reader is told the rule
//! the value broke.

/// The rule of a field, as a sentence.
pub(super) fn rule(field: &str) -> &'static str {
    match field {
        "period" | "against" | "beside" => {
            "Kỳ phải là năm (2026), quý (2026-Q3) hoặc tháng (2026-10), và kỳ so sánh phải khác kỳ đang xem."
        }
        "by" => "Chỉ nhận overall, criterion, factor, place, period, channel, office hoặc group.",
        "level" => {
            "Cấp chỉ nhận province hoặc commune, chỉ đi với by=place, và phải là cấp nằm dưới đơn vị đang xem."
        }
        "detail" => "Chỉ nhận “overall” hoặc “criteria”, chỉ đi với by=place và bản đồ của kỳ đó.",
        "view" => {
            "Chỉ nhận “was” (bản đồ của kỳ đó) hoặc “now” (bản đồ hiện nay); không phải số liệu nào cũng chuyển được sang bản đồ hiện nay."
        }
        "format" => {
            "Không có định dạng này cho loại số liệu đó; bản “sealed” chỉ có cho một kỳ như lúc công bố, không kèm view và beside."
        }
        "rows" => "Chỉ nhận “summary” (mỗi đơn vị một dòng) hoặc “counts” (mỗi tiêu chí một dòng).",
        "flavour" => {
            "Chỉ nhận “excel” (dấu chấm phẩy, dấu phẩy thập phân, có BOM) hoặc “machine” (dấu phẩy, dấu chấm thập phân)."
        }
        "peers" => {
            "Nhóm so sánh phải là cities, provinces, region:… hoặc ward:… kèm mã tỉnh (ward:2025:01), và phải có đơn vị trong bảng."
        }
        "unit" => {
            "Không có đơn vị nào tên hoặc mã như vậy trong bảng này; hãy viết mã, ví dụ 33 hoặc 2025:11953."
        }
        "factor" => {
            "Không có lĩnh vực hoặc yếu tố nào mang mã này; chuỗi số liệu đã công bố chỉ xếp hạng theo giá trị chung."
        }
        "target" => "Mốc cần đạt phải là một số từ 0 đến 100.",
        "form" => "Không có mẫu phiếu này; GET /api/v1/forms liệt kê các mẫu.",
        "place" | "commune" | "parent" => {
            "Không có đơn vị hành chính này, hoặc không dùng được ở đây; viết mã hiện nay (33, 11953), mã cũ kèm bảng mã (2004:34), hoặc tìm tại GET /api/v1/localities."
        }
        "count" => "Mỗi lần in từ 1 đến 1.000 tờ mã; hãy chia thành nhiều lần.",
        "handed_out" => "Số phiếu mã đã phát không được nhiều hơn số đã in của tháng đó.",
        "point" => "Không có điểm khảo sát này; người quản trị xem danh sách tại /staff/points.",
        "office" => "Không có cơ quan này; người quản trị xem danh sách tại /staff/points.",
        "channel" => {
            "Chỉ nhận in_person, online, post, phone, hoặc 1 (trực tiếp), 2 (trực tuyến), 3 (bưu chính); người tự đến không cần lời mời."
        }
        "procedure" => "Mã thủ tục phải có dạng 1.001193 hoặc 2.002621.H56.",
        "reference" => "Giao dịch phải có mã tham chiếu.",
        "finished_on" => {
            "Ngày hoàn thành phải viết như 2026-11-20, không ở tương lai, và chưa quá hạn mời đánh giá của tháng đó."
        }
        "totals" | "weights.totals" => "Bảng số liệu tổng thể không dùng được cho mẫu phiếu này",
        "components" => "Bảng điểm thành phần chưa dùng được",
        "rules" => "Tệp quy tắc tính điểm chưa dùng được",
        "username" => {
            "Tên đăng nhập có 1 đến 64 chữ cái a–z, chữ số hoặc . - _ @, và chưa có ai dùng."
        }
        "subject" => {
            "Mã của người này ở cổng đăng nhập không dùng được, hoặc đã nối với tài khoản khác."
        }
        "what" => {
            "Chỉ nhận communes-docx, communes-pdf hoặc communes-xlsx; mỗi tài khoản có nhiều nhất năm tệp đang chờ: hãy đợi hoặc hủy một tệp."
        }
        "code" => "Mã không đúng hoặc đã dùng rồi.",
        "password" => "Không dùng được mật khẩu này.",
        _ => "Giá trị không nhận được; xem tài liệu tại /docs.",
    }
}

/// Whether the field is a whole table or file: then the row at fault matters more than the rule.
pub(super) fn is_table(field: &str) -> bool {
    matches!(field, "totals" | "weights.totals" | "components" | "rules")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::rule;

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_field_that_can_be_refused_has_its_rule() {
        let mut found = Vec::new();
        for room in ["src/web", "src/house"] {
            sources(
                &Path::new(env!("CARGO_MANIFEST_DIR")).join(room),
                &mut found,
            );
        }
        let mut fields = 0;
        for text in &found {
            for call in ["field(\"", "field: \"", "read(\""] {
                for rest in text.split(call).skip(1) {
                    let field = rest.split('"').next().unwrap();
                    if field.starts_with(|c: char| c.is_ascii_lowercase()) {
                        assert_ne!(rule(field), rule("?"), "no rule for “{field}”");
                        fields += 1;
                    }
                }
            }
        }
        assert!(fields > 20, "the calls were not found");
    }
}
