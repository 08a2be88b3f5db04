//! The words that names and numbers are recognised by, in small letters.

/// What people are called before their name, with the accents and without.
pub(super) const HONORIFICS: &[&str] = &[
    "ông", "bà", "anh", "chị", "cô", "chú", "bác", "em", "cháu", "thầy", "dì", "cậu", "mợ", "thím",
    "cụ", "bạn", "ong", "chi", "bac", "thay", "mr", "mrs", "ms",
];

/// Titles of two words that stand before a name: the second word and what must come before it.
pub(super) const TITLES: &[(&str, &[&str])] = &[
    ("chí", &["đồng"]),
    ("bộ", &["cán"]),
    ("viên", &["chuyên", "nhân", "giao"]),
    ("chức", &["công", "viên"]),
    ("đốc", &["giám"]),
    ("tịch", &["chủ"]),
    ("trưởng", &["phòng", "đội", "thôn"]),
    ("phòng", &["trưởng", "phó"]),
    ("dân", &["công"]),
    ("tá", &["thiếu", "trung", "thượng", "đại"]),
    ("úy", &["thiếu", "trung", "thượng", "đại"]),
    ("sĩ", &["bác", "thạc", "tiến", "y"]),
    ("sỹ", &["bác", "thạc", "tiến", "y"]),
    ("ký", &["thư"]),
];

/// Honorifics that are common words unless a capital follows.
pub(super) const SHY: &[&str] = &["em", "bạn", "ong", "chi", "bac", "thay"];

/// Family names.
pub(super) const FAMILIES: &[&str] = &[
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ",
    "hồ", "ngô", "dương", "lý", "đinh", "mai", "trịnh", "lưu", "đoàn", "hà", "tạ", "cao", "chu",
    "tô", "quách", "lương", "nông", "vi", "triệu", "lò", "giàng", "sùng", "vàng", "thào", "vương",
    "tống", "thái", "trương", "đào", "lâm", "phùng", "châu", "tăng", "hứa", "la", "khổng", "kiều",
    "mạc", "nghiêm", "ninh", "thạch", "từ", "ma", "hầu", "cầm", "quàng", "nguyen", "tran", "pham",
    "hoang",
];

/// Middle names that make a family name certain.
pub(super) const MIDDLES: &[&str] = &[
    "văn", "thị", "van", "thi", "đình", "hữu", "ngọc", "xuân", "bá", "viết", "quốc",
];

/// Given names that are no other word after an honorific, for those who write without capitals.
pub(super) const GIVEN: &[&str] = &[
    "lan", "hoa", "hùng", "dũng", "tuấn", "hương", "hằng", "thảo", "linh", "trang", "huyền",
    "ngọc", "nga", "thủy", "thuỷ", "thúy", "thuý", "hạnh", "hải", "nam", "minh", "đức", "long",
    "sơn", "tùng", "cường", "thắng", "quang", "phương", "vân", "yến", "oanh", "nhung", "dung",
    "giang", "trinh", "vy", "my", "tâm", "thành", "trung", "kiên", "khánh", "bình", "phúc", "lộc",
    "thọ", "tài", "quân", "quyền", "quỳnh", "hòa", "hoà", "hậu", "hiếu", "hoàn", "hường", "huệ",
    "huy", "hưng", "khang", "khoa", "lâm", "liên", "loan", "luân", "mạnh", "nghĩa", "nguyên",
    "nhàn", "nhật", "nhi", "phong", "phú", "phước", "thịnh", "thơ", "thu", "thuận", "tiến", "toàn",
    "trâm", "trí", "tú", "tuyết", "uyên", "việt", "vinh", "xuân", "ánh", "điệp", "hiền", "tuan",
    "hung", "huong",
];

/// Given names that are other words too, and are taken for names in small letters only after a title: “chị thanh”, “anh đạt”.
pub(super) const TITLED: &[&str] = &[
    "an",
    "ân",
    "bách",
    "bích",
    "cảnh",
    "châu",
    "chiến",
    "chinh",
    "cúc",
    "cương",
    "đạt",
    "đăng",
    "diễm",
    "diệp",
    "duy",
    "duyên",
    "hà",
    "hân",
    "hào",
    "hảo",
    "hoài",
    "hoàng",
    "hồng",
    "huấn",
    "huân",
    "hiệp",
    "khiêm",
    "khôi",
    "khuê",
    "kiệt",
    "kim",
    "kỳ",
    "lam",
    "liễu",
    "lĩnh",
    "lợi",
    "lương",
    "ly",
    "lý",
    "mến",
    "ngà",
    "ngân",
    "nguyệt",
    "nhân",
    "nhâm",
    "phi",
    "phượng",
    "quốc",
    "quý",
    "quyên",
    "quyết",
    "tân",
    "thái",
    "thắm",
    "thanh",
    "thêu",
    "thiện",
    "thoa",
    "thông",
    "thục",
    "thùy",
    "tín",
    "tiên",
    "tình",
    "toản",
    "trà",
    "triển",
    "trúc",
    "trường",
    "tuân",
    "tuyền",
    "tuyến",
    "vũ",
    "vượng",
    "xuyến",
    "yên",
];

/// Given names that are hardly any other word, for those who write them alone.
pub(super) const LONE: &[&str] = &[
    "tuấn", "oanh", "uyên", "vy", "hường", "thúy", "thuý", "trâm", "nhung", "quỳnh", "dũng",
    "thoa", "diễm", "quyên",
];

/// Given names that are seldom another word, for those who write them after a word that announces a person.
pub(super) const FIRM: &[&str] = &[
    "lan",
    "hùng",
    "hương",
    "thảo",
    "huyền",
    "nga",
    "thủy",
    "thuỷ",
    "thùy",
    "hạnh",
    "tùng",
    "yến",
    "trinh",
    "my",
    "khánh",
    "huệ",
    "loan",
    "tuyết",
    "hiền",
    "hiếu",
    "lộc",
    "khang",
    "giang",
    "ngọc",
    "linh",
    "hằng",
    "trang",
    "hoa",
    "phượng",
    "nguyệt",
    "kiệt",
    "khôi",
    "hưng",
    "cường",
    "điệp",
    "duyên",
    "đạt",
    "hảo",
    "trúc",
    "châu",
    "ngân",
    "vân",
    "liên",
    "duy",
    "long",
    "hoàng",
    "phong",
    "sơn",
    "hải",
    "minh",
    "đức",
    "xuyến",
    "bích",
    "thịnh",
    "vinh",
    "quân",
];

/// Words that announce a person whose name follows.
pub(super) const ANNOUNCERS: &[&str] = &[
    "gặp", "nhờ", "tên", "gọi", "khen", "chê", "ơn", "em", "bạn", "sếp", "thằng", "con", "mụ",
    "lão", "tay",
];

/// Words after which a name is that of a place: “về Vinh”, “ở Thanh Hóa”.
pub(super) const WHEREABOUTS: &[&str] = &[
    "ở", "về", "đi", "từ", "tại", "đến", "tới", "ra", "vào", "lên", "xuống", "sang",
];

/// First halves of common words whose second half is also a given name: “phụ tùng”, “đài loan”, “phân vân”.
pub(super) const FIRST_HALVES: &[&str] = &["phụ", "yên", "đài", "phân", "trí"];

/// Where one of these stands before, a name is that of a street, a place, a school.
pub(super) const PLACES: &[&str] = &[
    "đường",
    "phố",
    "phường",
    "xã",
    "quận",
    "huyện",
    "tỉnh",
    "tp",
    "trường",
    "chợ",
    "ngõ",
    "ngách",
    "hẻm",
    "khu",
    "viện",
    "cầu",
    "thôn",
    "ấp",
    "bản",
    "tổ",
    "làng",
    "đảo",
    "sông",
    "núi",
    "viên",
    "duong",
    "pho",
    "phuong",
    "xa",
];

/// Words that end a name, or follow an honorific without being one, with capitals or not.
pub(super) const NO_NAMES: &[&str] = &[
    "ơi", "ạ", "ấy", "này", "kia", "đó", "đây", "đã", "đang", "sẽ", "rất", "quá", "lắm", "là",
    "làm", "thì", "mà", "và", "nhưng", "hay", "hoặc", "có", "không", "chưa", "chẳng", "ở", "tại",
    "trong", "ngoài", "trên", "dưới", "với", "cho", "của", "đến", "tới", "về", "ra", "vào", "lên",
    "nói", "bảo", "hỏi", "trả", "lời", "hướng", "giải", "phục", "vụ", "tiếp", "nhận", "dân",
    "giúp", "nhiệt", "vui", "vẻ", "cáu", "gắt", "phòng", "ban", "sở", "ủy", "uỷ", "ubnd", "hđnd",
    "đảng", "nhà", "nước", "các", "những", "tất", "cả", "xin", "mong", "cảm", "ơn", "đề", "nghị",
    "yêu", "khi", "sau", "trước", "lúc", "hôm", "ngày", "nay", "em", "chị", "anh", "ông", "bà",
    "cô", "chú", "người", "tôi", "quầy", "số", "bị", "được", "cũng", "vẫn", "rồi", "nhé", "như",
    "thế", "nào", "đều", "phải", "nên", "vì", "do", "bằng", "tên", "họ",
];

/// Pairs that begin the name of an office rather than of a person.
pub(super) const OFFICES: &[(&str, &str)] = &[
    ("trung", "tâm"),
    ("công", "an"),
    ("bộ", "phận"),
    ("ủy", "ban"),
    ("một", "cửa"),
    ("cán", "bộ"),
    ("công", "chức"),
    ("nhân", "viên"),
    ("nhân", "dân"),
    ("giám", "đốc"),
    ("chuyên", "viên"),
    ("viên", "chức"),
    ("chủ", "tịch"),
    ("việt", "nam"),
    ("hà", "nội"),
    ("thành", "phố"),
    ("hành", "chính"),
];

/// What money and measures are counted in.
pub(super) const UNITS: &[&str] = &[
    "đồng", "đ", "d", "vnd", "vnđ", "nghìn", "ngàn", "triệu", "tỷ", "tỉ", "tr", "k", "usd", "dong",
    "nghin", "trieu", "ty", "m", "ha", "km", "kg", "lần", "người", "phiếu", "hồ",
];

/// What announces a telephone number.
pub(super) const PHONES: &[&str] = &[
    "thoại", "đt", "sđt", "đtdđ", "dt", "sdt", "zalo", "viber", "gọi", "tel", "phone", "mobile",
    "máy",
];

/// What announces an account.
pub(super) const ACCOUNTS: &[&str] = &[
    "stk",
    "khoản",
    "tk",
    "vietcombank",
    "vietinbank",
    "bidv",
    "agribank",
    "mb",
];

/// What announces an identity paper.
pub(super) const PAPERS: &[&str] = &[
    "cmnd", "cccd", "cmt", "cmtnd", "cước", "chiếu", "bhxh", "bhyt", "thư", "dân", "thuế", "mst",
];

/// Digits in words.
pub(super) const DIGITS: &[&str] = &[
    "không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "bẩy", "tám",
    "chín", "khong", "mot", "bon", "nam", "sau", "bay", "tam", "chin", "linh", "lẻ",
];
