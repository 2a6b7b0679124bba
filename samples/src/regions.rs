//! Where people and organisations live: public names and codes of regions.

/// A region of the administrative division code table (GB/T 2260; public).
pub(crate) struct Region {
    /// Six digits.
    pub code: &'static str,
    /// As an address starts.
    pub name: &'static str,
    /// The city part, as an organisation's name starts.
    pub city: &'static str,
    /// Who issues identity cards there.
    pub police: &'static str,
    /// Who registers companies there.
    pub registrar: &'static str,
    /// The province in letters, for a passport's place of birth.
    pub province: (&'static str, &'static str),
}

const fn region(
    code: &'static str,
    name: &'static str,
    city: &'static str,
    police: &'static str,
    registrar: &'static str,
    province: (&'static str, &'static str),
) -> Region {
    Region { code, name, city, police, registrar, province }
}

const GD: (&str, &str) = ("广东", "GUANGDONG");

/// Regions people and organisations live in: Guangdong mostly.
pub(crate) const REGIONS: &[Region] = &[
    region(
        "440104",
        "广东省广州市越秀区",
        "广州市",
        "广州市公安局越秀分局",
        "广州市越秀区市场监督管理局",
        GD,
    ),
    region(
        "440105",
        "广东省广州市海珠区",
        "广州市",
        "广州市公安局海珠分局",
        "广州市海珠区市场监督管理局",
        GD,
    ),
    region(
        "440106",
        "广东省广州市天河区",
        "广州市",
        "广州市公安局天河分局",
        "广州市天河区市场监督管理局",
        GD,
    ),
    region(
        "440113",
        "广东省广州市番禺区",
        "广州市",
        "广州市公安局番禺分局",
        "广州市番禺区市场监督管理局",
        GD,
    ),
    region(
        "440304",
        "广东省深圳市福田区",
        "深圳市",
        "深圳市公安局福田分局",
        "深圳市市场监督管理局",
        GD,
    ),
    region(
        "440305",
        "广东省深圳市南山区",
        "深圳市",
        "深圳市公安局南山分局",
        "深圳市市场监督管理局",
        GD,
    ),
    region(
        "440307",
        "广东省深圳市龙岗区",
        "深圳市",
        "深圳市公安局龙岗分局",
        "深圳市市场监督管理局",
        GD,
    ),
    region(
        "440402",
        "广东省珠海市香洲区",
        "珠海市",
        "珠海市公安局香洲分局",
        "珠海市市场监督管理局",
        GD,
    ),
    region(
        "440507",
        "广东省汕头市龙湖区",
        "汕头市",
        "汕头市公安局龙湖分局",
        "汕头市龙湖区市场监督管理局",
        GD,
    ),
    region(
        "440604",
        "广东省佛山市禅城区",
        "佛山市",
        "佛山市公安局禅城分局",
        "佛山市禅城区市场监督管理局",
        GD,
    ),
    region(
        "440606",
        "广东省佛山市顺德区",
        "佛山市",
        "佛山市公安局顺德分局",
        "佛山市顺德区市场监督管理局",
        GD,
    ),
    region(
        "440703",
        "广东省江门市蓬江区",
        "江门市",
        "江门市公安局蓬江分局",
        "江门市蓬江区市场监督管理局",
        GD,
    ),
    region(
        "441302",
        "广东省惠州市惠城区",
        "惠州市",
        "惠州市公安局惠城区分局",
        "惠州市惠城区市场监督管理局",
        GD,
    ),
    region("441322", "广东省博罗县", "惠州市", "博罗县公安局", "博罗县市场监督管理局", GD),
    region(
        "441802",
        "广东省清远市清城区",
        "清远市",
        "清远市公安局清城分局",
        "清远市清城区市场监督管理局",
        GD,
    ),
    region(
        "445102",
        "广东省潮州市湘桥区",
        "潮州市",
        "潮州市公安局湘桥分局",
        "潮州市湘桥区市场监督管理局",
        GD,
    ),
    region(
        "440232",
        "广东省乳源瑶族自治县",
        "韶关市",
        "乳源瑶族自治县公安局",
        "乳源瑶族自治县市场监督管理局",
        GD,
    ),
    region(
        "430104",
        "湖南省长沙市岳麓区",
        "长沙市",
        "长沙市公安局岳麓分局",
        "长沙市岳麓区市场监督管理局",
        ("湖南", "HUNAN"),
    ),
    region(
        "450103",
        "广西壮族自治区南宁市青秀区",
        "南宁市",
        "南宁市公安局青秀分局",
        "南宁市青秀区市场监督管理局",
        ("广西", "GUANGXI"),
    ),
    region(
        "510104",
        "四川省成都市锦江区",
        "成都市",
        "成都市公安局锦江区分局",
        "成都市锦江区市场监督管理局",
        ("四川", "SICHUAN"),
    ),
];

/// The first so many of [`REGIONS`] are in Guangdong.
pub(crate) const GUANGDONG: usize = 17;

/// Names with a middle dot, with nation, passport spelling, region code, region and police.
pub(crate) const DOTTED: &[(&str, &str, &str, &str, &str, &str)] = &[
    (
        "乌力吉·巴雅尔",
        "蒙古",
        "BAYAER",
        "150102",
        "内蒙古自治区呼和浩特市新城区",
        "呼和浩特市公安局新城区分局",
    ),
    (
        "艾力·买合木提",
        "维吾尔",
        "MAIHEMUTI",
        "650102",
        "新疆维吾尔自治区乌鲁木齐市天山区",
        "乌鲁木齐市公安局天山区分局",
    ),
];
