//! What is taken out of a comment and what stays, in sentences as people write them.

use super::mask;
use crate::ballot::MAX_COMMENT_BYTES;

#[track_caller]
fn masked(pairs: &[(&str, &str)]) {
    for (comment, expected) in pairs {
        assert_eq!(mask(comment), *expected, "{comment}");
    }
}

#[track_caller]
fn stays(comments: &[&str]) {
    for comment in comments {
        assert_eq!(mask(comment), *comment);
    }
}

#[test]
fn names_after_a_title_go() {
    masked(&[
        (
            "Chị Lan ở quầy 3 rất nhiệt tình.",
            "Chị [tên] ở quầy 3 rất nhiệt tình.",
        ),
        (
            "Cảm ơn anh Nguyễn Văn Ba, anh Hùng.",
            "Cảm ơn anh [tên], anh [tên].",
        ),
        ("cán bộ Trần Thị Bích Ngọc hẹn lại", "cán bộ [tên] hẹn lại"),
        ("chị lan hướng dẫn kỹ", "chị [tên] hướng dẫn kỹ"),
        ("anh nguyễn văn ba nói to", "anh [tên] nói to"),
        ("đồng chí Sùng A Páo", "đồng chí [tên]"),
        ("ANH HÙNG RẤT TỐT", "ANH [tên] RẤT TỐT"),
        ("Gặp chuyên viên tên là Hoa", "Gặp chuyên viên tên là [tên]"),
        ("ông  Trần\u{a0}Phú", "ông  [tên]"),
        ("bác sĩ Mai khám", "bác sĩ [tên] khám"),
        ("anh Tuan va chi Huong", "anh [tên] va chi [tên]"),
        (
            "Chủ tịch Lê Văn C. không tiếp",
            "Chủ tịch [tên]. không tiếp",
        ),
    ]);
}

#[test]
fn whoever_introduces_themselves_goes() {
    masked(&[
        (
            "Tên tôi là Nguyễn Thị Hoa, ở Ân Thi",
            "Tên tôi là [tên], ở Ân Thi",
        ),
        ("tôi tên là hoa ở thôn 2", "tôi tên là [tên] ở thôn 2"),
        ("Họ và tên: trần văn nam", "Họ và tên: [tên]"),
        ("Tôi là Phạm Minh Đức.", "Tôi là [tên]."),
        ("Nguyễn Văn An đã ký", "[tên] đã ký"),
        ("gặp nguyễn thị hoa", "gặp [tên]"),
    ]);
    stays(&[
        "Tôi là người dân ở đây.",
        "tôi là công nhân, tôi là thương binh",
    ]);
}

#[test]
fn a_given_name_without_a_title_goes_where_it_can_be_told_from_other_words() {
    masked(&[
        ("tuấn làm việc chậm", "[tên] làm việc chậm"),
        (
            "chị thanh giải quyết, anh đạt ký",
            "chị [tên] giải quyết, anh [tên] ký",
        ),
        ("tôi gặp lan ở quầy 3", "tôi gặp [tên] ở quầy 3"),
        ("cảm ơn hương và oanh", "cảm ơn [tên] và [tên]"),
        ("em linh trả lời gắt", "em [tên] trả lời gắt"),
        ("hôm qua Hương làm sai", "hôm qua [tên] làm sai"),
        (
            "việc này do Minh giải quyết",
            "việc này do [tên] giải quyết",
        ),
        ("người gửi: lan", "người gửi: [tên]"),
    ]);
    stays(&[
        "em linh hoạt, bạn hạnh phúc",
        "tôi ở Vinh, quê Nam Định, ra Bình Dương",
        "người gửi đã ký tên đầy đủ",
        "đường Hùng Vương, chợ Hoa, sông Hương",
    ]);
}

#[test]
fn what_people_write_in_small_letters_about_offices_stays() {
    stays(&[
        "thái độ bình thường, hướng dẫn chưa rõ",
        "cán bộ thu phí không có biên lai",
        "tôi gặp trung tâm phục vụ hành chính công nhưng không ai tiếp",
        "gọi trang web không vào được",
        "cảm ơn trung tâm, cảm ơn thành phố",
        "em thanh toán hai lần mà vẫn báo lỗi",
        "anh đăng ký giúp, chị thông báo lại",
        "chị thông cảm, bác thông cảm cho",
        "gặp nhân viên bảo vệ quát tháo",
        "nhờ nhân dân giám sát",
        "nhờ phương tiện công cộng nên đi nhanh",
        "gọi liên hệ mãi không được",
        "bà con nhân dân rất vui",
        "con trai tôi làm giấy khai sinh",
        "con đường vào xã hỏng",
        "nhờ minh bạch nên nhanh",
        "bạn trang bị máy lấy số đi",
        "tên hồ sơ sai, tên đường sai",
        "tên cha mẹ ghi nhầm, tên đệm thiếu dấu",
        "anh phong cách phục vụ tốt",
        "cô thu tiền không trả lại",
        "chị lý lịch tư pháp",
        "anh quyết toán thuế chậm",
        "ông yêu cầu nộp thêm, bà kỳ lạ",
        "tăng cường cán bộ, đề nghị khen thưởng",
        "chê trách thái độ, khen ngợi anh em",
        "hải quan làm nhanh, thủy lợi kém",
        "cấp sổ hồng chậm, sổ đỏ lâu",
        "mai tôi quay lại, ngày mai hẹn nữa",
        "hằng ngày chờ từ sáng",
        "quỳnh lưu xa quá, tôi từ yên dũng đến",
        "linh hoạt, hạnh phúc, an toàn, tâm huyết",
        "sếp long trọng hứa",
        "tay nghề cán bộ kém, con dấu mờ",
        "con đức tính thật thà",
        "hoa mắt vì chờ, chụp ảnh vân tay lỗi",
        "gặp hoàn cảnh khó khăn, gặp khánh thành đường",
        "bạn tình nguyện hướng dẫn tốt",
        "các bạn thanh niên tình nguyện giúp đỡ",
        "đề nghị đào tạo lại",
        "ủy ban xã cho số điện thoại không ai nghe",
        "cán bộ địa chính nói chờ đo đạc",
        "nhờ công an xã xác nhận",
        "em lương tháng thấp, xin miễn phí",
        "bạn hiền lành, em kiên nhẫn",
        "gọi hồng ngoại",
        "mưa phùn, đường trơn, xe đông",
        "mẫu đơn khó hiểu, phải viết tay nhiều lần",
        "nhân viên y tế ân cần",
        "cảm ơn quý cơ quan, quý vị",
        "anh chị cán bộ ân cần chu đáo",
    ]);
}

/// Vietnamese sentences of the pages and the forms, to be read in small letters.
const OWN_WORDS: [&str; 14] = [
    include_str!("../../web/locales/vi/accounts.ftl"),
    include_str!("../../web/locales/vi/citizens.ftl"),
    include_str!("../../web/locales/vi/home.ftl"),
    include_str!("../../web/locales/vi/information.ftl"),
    include_str!("../../web/locales/vi/kiosk.ftl"),
    include_str!("../../web/locales/vi/league.ftl"),
    include_str!("../../web/locales/vi/points.ftl"),
    include_str!("../../web/locales/vi/problems.ftl"),
    include_str!("../../web/locales/vi/publishing.ftl"),
    include_str!("../../web/locales/vi/results.ftl"),
    include_str!("../../web/locales/vi/slips.ftl"),
    include_str!("../../../survey-forms/onestop-short.v2.toml"),
    include_str!("../../../survey-forms/sipas-1001-2023.v1.toml"),
    include_str!("../../../survey-forms/sipas-2640-2017.v1.toml"),
];

#[test]
fn no_word_of_our_own_pages_is_taken_for_a_name() {
    let lines: Vec<&str> = OWN_WORDS.iter().flat_map(|file| file.lines()).collect();
    assert!(lines.len() > 1_000, "{}", lines.len());
    for line in lines {
        let said = line.split_once('=').map_or(line, |(_, said)| said);
        let small = said.to_lowercase();
        assert!(!mask(&small).contains("[tên]"), "{small}: {}", mask(&small));
    }
}

#[test]
fn words_that_only_look_like_names_stay() {
    stays(&[
        "Anh chị ở quầy rất nhiệt tình.",
        "Các anh, chị Bộ phận Một cửa làm tốt.",
        "Cô giáo hỏi, bà con đợi lâu.",
        "Ông/bà có hài lòng không?",
        "Đường Nguyễn Trãi ngập, phường Lê Lợi xa.",
        "Trung tâm ở phố Trần Hưng Đạo, thành phố Hồ Chí Minh.",
        "LÝ DO CHẬM KHÔNG RÕ",
        "Chị bình thường, anh hiền lành, cô kiên nhẫn.",
        "Cán bộ Ủy ban nhân dân xã vui vẻ.",
        "Anh ấy nói năm nay không làm.",
        "Cao hơn mức quy định, Hà Nội làm nhanh hơn.",
    ]);
}

#[test]
fn telephone_numbers_go_however_they_are_written() {
    for number in [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "091-234-5678",
        "0 9 1 2 3 4 5 6 7 8",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        "(024) 3825 1234",
        "09l2345678".replace('l', "1").as_str(),
        "O912345678",
        "０９１２３４５６７８",
        "0\u{200b}912\u{200d}345678",
        "0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
        "0,9,1,2,3,4,5,6,7,8",
        "0912/345/678",
        "0912 - 345 - 678",
        "0912_345_678",
        "không chín một hai ba bốn năm sáu bảy tám",
    ] {
        let said = mask(&format!("Gọi tôi {number} nhé"));
        assert!(said.ends_with("[số điện thoại] nhé"), "{number}: {said}");
    }
    masked(&[
        ("đt 38251234", "đt [số điện thoại]"),
        (
            "Số điện thoại của tôi: 3825 1234",
            "Số điện thoại của tôi: [số điện thoại]",
        ),
        (
            "zalo 0987654321, 02/09/2025",
            "zalo [số điện thoại], 02/09/2025",
        ),
    ]);
}

#[test]
fn identity_and_account_numbers_go() {
    masked(&[
        ("CCCD 033123456789", "CCCD [số giấy tờ]"),
        ("số 033 123 456 789", "số [số giấy tờ]"),
        ("033.123.456.789", "[số giấy tờ]"),
        ("CMND: 145678901", "CMND: [số giấy tờ]"),
        ("cmnd 145.678.901", "cmnd [số giấy tờ]"),
        ("145 678 901", "[số giấy tờ]"),
        (
            "STK 0011004123456 Vietcombank",
            "STK [số tài khoản] Vietcombank",
        ),
        (
            "chuyển vào tài khoản 123456 của anh ấy",
            "chuyển vào tài khoản [số tài khoản] của anh ấy",
        ),
        ("19034567890123", "[dãy số]"),
    ]);
}

#[test]
fn plates_dossiers_and_mail_go() {
    masked(&[
        ("xe 89A-123.45 đỗ", "xe [biển số xe] đỗ"),
        ("xe 29-B1 234.56", "xe [biển số xe]"),
        ("30F12345", "[biển số xe]"),
        ("biển 29a 12345", "biển [biển số xe]"),
        ("hồ sơ H40.25.10-251122-0012 trễ", "hồ sơ [mã hồ sơ] trễ"),
        ("mã 000.00.16.H26-210315-0021.", "mã [mã hồ sơ]."),
        ("viết cho a.b-c@gmail.com nhé", "viết cho [thư điện tử] nhé"),
        ("viết cho lan @ gmail . com", "viết cho [thư điện tử]"),
        ("lan(at)gmail.com", "[thư điện tử]"),
        ("lan92 a còng gmail chấm com", "[thư điện tử]"),
    ]);
}

#[test]
fn money_dates_decrees_and_years_stay() {
    stays(&[
        "Nộp 12.500.000 mà không có biên lai",
        "lệ phí 200.000đ, 500000 đồng, 15 000 000 VND, 1,5 triệu",
        "thu 1.234.567.890 đồng",
        "Theo Nghị định 118/2025/NĐ-CP và 61/2018/NĐ-CP, Quyết định 766/QĐ-TTg, 01/2018/TT-VPCP",
        "Từ 02/09/2025 đến 05/11/2025, 8h30, 13:30 - 17:00",
        "ngày 2025-03-12, tháng 03/2025, năm 2023 2024 2025",
        "Đến 3 lần, chờ 2 giờ 30 phút, quầy số 5",
        "Tổng đài 1900 1009 không trả lời, gọi 18001096 cũng vậy",
        "thửa đất số 123, tờ bản đồ 45, diện tích 1.250,5 m2",
        "Điều 12, khoản 3, điểm 4 trang 99A",
        "Được 95% hài lòng, 10/10 điểm",
    ]);
}

#[test]
fn a_number_disguised_as_money_or_a_date_goes_all_the_same() {
    masked(&[
        ("0912345678 đồng", "[số điện thoại] đồng"),
        ("091.234.567 đồng", "[số điện thoại] đồng"),
        ("ngày 09/12/3456 78", "ngày [số điện thoại]"),
        ("12/03/2025 0912345678", "12/03/2025 [số điện thoại]"),
        ("năm 2025 0912 345 678", "năm 2025 [số điện thoại]"),
    ]);
}

#[test]
fn a_masked_comment_always_fits_its_envelope_and_nothing_panics() {
    let names = "Chị Ly ".repeat(143);
    assert!(mask(&names).len() <= MAX_COMMENT_BYTES);
    assert!(mask(&"𝒱".repeat(1_000)).len() <= MAX_COMMENT_BYTES);
    assert!(mask(&"ông Ly𝒱𝒱𝒱 ".repeat(140)).len() <= MAX_COMMENT_BYTES);
    for odd in [
        "",
        "@",
        "0",
        "9".repeat(1_000).as_str(),
        "a còng",
        "tên tôi là",
        "anh",
        "\u{200b}",
        "-/-/-",
        "٠٩١٢",
        "(at)",
        "1A",
        "11A",
    ] {
        mask(odd);
    }
    assert_eq!(mask("Cảm ơn ạ! 😀"), "Cảm ơn ạ! 😀");
}

proptest::proptest! {
    #[test]
    fn whatever_is_written_is_masked_without_a_panic_and_masking_again_changes_nothing_of_the_digits(comment in "[0-9a-zA-Z @.,/()+ảôêđ-]{0,120}") {
        let once = mask(&comment);
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        proptest::prop_assert!(digits(&mask(&once)) <= digits(&once));
    }
}
