//! Word lists: common surnames and syllables, public region names, invented street and trade names.

/// Surnames with their spelling in a passport.
pub(crate) const SURNAMES: &[(&str, &str)] = &[
    ("陈", "CHEN"),
    ("林", "LIN"),
    ("黄", "HUANG"),
    ("李", "LI"),
    ("梁", "LIANG"),
    ("张", "ZHANG"),
    ("吴", "WU"),
    ("何", "HE"),
    ("谢", "XIE"),
    ("罗", "LUO"),
    ("邓", "DENG"),
    ("叶", "YE"),
    ("曾", "ZENG"),
    ("郑", "ZHENG"),
    ("彭", "PENG"),
    ("潘", "PAN"),
    ("苏", "SU"),
    ("钟", "ZHONG"),
    ("冯", "FENG"),
    ("赖", "LAI"),
    ("邱", "QIU"),
    ("卢", "LU"),
    ("蔡", "CAI"),
    ("温", "WEN"),
    ("莫", "MO"),
    ("凌", "LING"),
    ("简", "JIAN"),
    ("柯", "KE"),
    ("欧阳", "OUYANG"),
    ("司徒", "SITU"),
    ("区", "OU"),
    ("冼", "XIAN"),
    ("麦", "MAI"),
    ("翟", "ZHAI"),
    ("覃", "QIN"),
    ("巫", "WU"),
];

/// Syllables of women's given names.
pub(crate) const GIVEN_FEMALE: &[(&str, &str)] = &[
    ("婉", "WAN"),
    ("清", "QING"),
    ("芷", "ZHI"),
    ("若", "RUO"),
    ("彤", "TONG"),
    ("慧", "HUI"),
    ("琳", "LIN"),
    ("嘉", "JIA"),
    ("敏", "MIN"),
    ("秀", "XIU"),
    ("兰", "LAN"),
    ("雯", "WEN"),
    ("晓", "XIAO"),
    ("怡", "YI"),
    ("淑", "SHU"),
    ("媛", "YUAN"),
    ("凤", "FENG"),
    ("颖", "YING"),
    ("露", "LU"),
    ("桂", "GUI"),
    ("玥", "YUE"),
    ("妍", "YAN"),
    ("菁", "JING"),
    ("蓓", "BEI"),
];

/// Syllables of men's given names.
pub(crate) const GIVEN_MALE: &[(&str, &str)] = &[
    ("志", "ZHI"),
    ("伟", "WEI"),
    ("俊", "JUN"),
    ("浩", "HAO"),
    ("建", "JIAN"),
    ("国", "GUO"),
    ("明", "MING"),
    ("华", "HUA"),
    ("杰", "JIE"),
    ("文", "WEN"),
    ("海", "HAI"),
    ("立", "LI"),
    ("锋", "FENG"),
    ("耀", "YAO"),
    ("荣", "RONG"),
    ("梓", "ZI"),
    ("轩", "XUAN"),
    ("泽", "ZE"),
    ("宇", "YU"),
    ("铭", "MING"),
    ("炜", "WEI"),
    ("铿", "KENG"),
    ("堃", "KUN"),
    ("喆", "ZHE"),
];

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

/// Nations as the card prints them; Han as often as in life.
pub(crate) const NATIONS: &[&str] = &[
    "汉", "汉", "汉", "汉", "汉", "汉", "汉", "汉", "壮", "瑶", "畲", "回", "满", "苗", "侗",
    "土家",
];

/// Invented streets.
pub(crate) const STREETS: &[&str] = &[
    "云杉路",
    "青禾大道",
    "木棉西街",
    "听澜一路",
    "石榕街",
    "晴川南路",
    "白鹭洲北街",
    "望海二横路",
    "竹溪中路",
    "麓湖三巷",
    "星桥东大街",
    "槐荫里",
];

/// Invented estates and buildings.
pub(crate) const ESTATES: &[&str] =
    &["澄湖花园", "栖云苑", "南枝小区", "海棠里", "月岸公馆", "青梧雅居", "知新大厦", "衡山科创园"];

/// Invented trade names.
pub(crate) const TRADE_NAMES: &[&str] = &[
    "云栈",
    "青枢",
    "栖石",
    "澄川",
    "朗图",
    "沐野",
    "启衡",
    "谷声",
    "鹿鸣湾",
    "湛蓝海",
    "屿光",
    "织星",
    "砚田",
    "凌度",
    "朴诚",
    "曜林",
    "疆域行",
    "渡口",
    "恒砾",
    "晓筑",
];

/// Lines of business, as in names of companies.
pub(crate) const TRADES: &[&str] = &[
    "网络科技",
    "信息技术",
    "文化传媒",
    "电子商务",
    "供应链管理",
    "智能装备",
    "环保工程",
    "企业管理咨询",
    "教育科技",
    "物联网",
    "食品贸易",
    "软件",
];

/// Sole traders' lines of business.
pub(crate) const SHOPS: &[&str] =
    &["服装店", "五金经营部", "茶叶行", "小吃店", "便利店", "摄影工作室", "花店", "电脑维修部"];

/// Phrases of business scopes (public vocabulary of the registration catalogue).
pub(crate) const SCOPES: &[&str] = &[
    "软件开发",
    "信息系统集成服务",
    "信息技术咨询服务",
    "数据处理和存储支持服务",
    "互联网销售（除销售需要许可的商品）",
    "技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广",
    "计算机软硬件及辅助设备零售",
    "广告制作",
    "广告设计、代理",
    "企业形象策划",
    "会议及展览服务",
    "国内贸易代理",
    "日用百货销售",
    "电子产品销售",
    "网络设备销售",
    "货物进出口",
    "技术进出口",
    "组织文化艺术交流活动",
    "第一类增值电信业务",
    "第二类增值电信业务",
    "互联网信息服务",
    "人工智能应用软件开发",
    "物业管理",
    "办公用品销售",
];

/// Capitals as licences print them.
pub(crate) const CAPITALS: &[&str] = &[
    "壹佰万元整",
    "伍拾万元整",
    "人民币壹仟万元",
    "叁佰万元人民币",
    "伍佰万元人民币",
    "壹仟零捌拾万元整",
    "贰佰万元整",
    "人民币壹拾万元",
];

/// Words of site names.
pub(crate) const SITE_WORDS: &[&str] =
    &["服务平台", "资讯网", "在线", "商城展示", "学习社区", "官网"];
