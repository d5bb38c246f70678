//! The registry of news agencies: how credit lines write them, and the one
//! spelling we keep. Short names are also words or initials, so this is asked
//! only inside a credit or a dateline, never of running text.

/// Registered spelling, then the other written forms.
const AGENCIES: &[&[&str]] = &[
    &["AP", "Associated Press", "The Associated Press", "АП"],
    &["AFP", "Agence France-Presse", "Agence France Presse", "АФП"],
    &["Reuters", "rtr", "rtrd", "rtre", "Рейтер", "Thomson Reuters"],
    &["dpa", "Deutsche Presse-Agentur", "German Press Agency", "ДПА"],
    &["dpa-AFX"],
    &["dpa-infocom"],
    &["epd"],
    &["KNA"],
    &["CNA"],
    &["SID"],
    &["EFE", "Agencia EFE", "ЭФЭ"],
    &["ANSA", "АНСА"],
    &["TASS", "ITAR-TASS", "ТАСС", "ИТАР-ТАСС"],
    &["Interfax", "Интерфакс"],
    &["RIA Novosti", "РИА Новости", "ria"],
    &["Sputnik"],
    &["Xinhua", "XHN", "Синьхуа"],
    &["APA", "АПА"],
    &["SDA", "Keystone-SDA"],
    &["ATS"],
    &["AWP"],
    &["Belga"],
    &["ANP"],
    &["NTB"],
    &["TT"],
    &["STT"],
    &["Ritzau"],
    &["PA", "PA Media", "Press Association"],
    &["PAP"],
    &["ČTK", "CTK"],
    &["MTI"],
    &["TASR"],
    &["SITA"],
    &["HINA"],
    &["Tanjug"],
    &["Agerpres"],
    &["BTA"],
    &["Ukrinform", "Укринформ"],
    &["UNIAN", "УНИАН"],
    &["BelTA", "БелТА"],
    &["AA", "Anadolu", "Anadolu Agency"],
    &["DHA"],
    &["IHA"],
    &["IRNA"],
    &["ISNA"],
    &["Fars"],
    &["Tasnim"],
    &["WAM"],
    &["SPA"],
    &["MENA"],
    &["MAP"],
    &["APS"],
    &["TAP"],
    &["Petra"],
    &["KUNA"],
    &["INA"],
    &["SANA"],
    &["PTI"],
    &["ANI"],
    &["IANS"],
    &["UNI"],
    &["APP"],
    &["Kyodo"],
    &["Jiji"],
    &["Yonhap"],
    &["KCNA"],
    &["Antara"],
    &["Bernama"],
    &["VNA"],
    &["Notimex"],
    &["Télam", "Telam"],
    &["Prensa Latina", "PL"],
    &["Lusa"],
    &["Agência Brasil", "Agencia Brasil"],
    &["Europa Press", "EP"],
    &["UPI"],
    &["CP", "The Canadian Press", "Canadian Press"],
    &["AAP"],
    &["Bloomberg"],
    &["Dow Jones", "DJ"],
    &["LaPresse"],
    &["Adnkronos"],
    &["AGI"],
    &["ddp"],
    &["dapd"],
    &["AFX"],
    &["DW"],
    &["ots"],
];

/// Marks that stand among agencies and are none: the house's own desk, or a
/// regional service of the agency before the slash.
const MARKS: &[&str] = &[
    "red", "red.", "rnd", "afxp", "staff", "own", "eigen", "lsw", "lby", "lbn", "lhe", "lmv",
    "lni", "lno", "lnw", "lrs", "lsn", "lah", "lth",
];

/// The registered spelling of an agency, whatever case it is written in.
pub fn registered(name: &str) -> Option<&'static str> {
    let name = name.trim().trim_end_matches('.');
    let folded = name.to_lowercase();
    AGENCIES
        .iter()
        .find(|forms| forms.iter().any(|f| f.to_lowercase() == folded))
        .map(|forms| forms[0])
}

/// True for an editorial mark that is no agency.
pub fn is_mark(name: &str) -> bool {
    MARKS.contains(&name.trim().to_lowercase().as_str())
}
