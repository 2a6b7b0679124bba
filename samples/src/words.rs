//! Word lists: common surnames and syllables, invented street and trade names.

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
