//! A browser without a screen, for the walk: it follows links, keeps cookies,
//! and fills in forms as they stand in the page.

use crate::cli::Failed;
use scraper::{ElementRef, Html, Selector};

/// What a request gave.
pub struct Page {
    pub status: u16,
    pub body: String,
    url: reqwest::Url,
}

/// A form as it stands in a page.
#[derive(Clone, Debug)]
pub struct Form {
    action: reqwest::Url,
    fields: Vec<(String, String)>,
}

/// The browser. It keeps the cookies of one site.
pub struct Browser {
    client: reqwest::Client,
    cookie: Option<String>,
}

impl Browser {
    pub fn new() -> Result<Self, Failed> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_secs(20))
            .build()?;
        Ok(Self { client, cookie: None })
    }

    /// Opens a page, following redirects.
    pub async fn open(&mut self, url: &str) -> Result<Page, Failed> {
        let request = self.client.get(url);
        self.go(request).await
    }

    /// Sends a form off, following redirects.
    pub async fn send(&mut self, form: &Form) -> Result<Page, Failed> {
        let origin = form.action.origin().ascii_serialization();
        let body: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&form.fields)
            .finish();
        let request = self
            .client
            .post(form.action.clone())
            .header("origin", origin)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.go(request).await
    }

    /// The one-click of RFC 8058: as a mail provider does it, without cookies.
    pub async fn one_click(&self, url: &str) -> Result<u16, Failed> {
        let request = self
            .client
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("List-Unsubscribe=One-Click");
        Ok(request.send().await?.status().as_u16())
    }

    async fn go(&mut self, mut request: reqwest::RequestBuilder) -> Result<Page, Failed> {
        for _ in 0..6 {
            if let Some(cookie) = &self.cookie {
                request = request.header("cookie", cookie);
            }
            let answer = request.send().await?;
            for set in answer.headers().get_all("set-cookie") {
                let pair = set.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
                self.cookie = Some(pair.to_owned());
            }
            let url = answer.url().clone();
            if answer.status().is_redirection()
                && let Some(to) = answer.headers().get("location")
            {
                request = self.client.get(url.join(to.to_str()?)?);
                continue;
            }
            let status = answer.status().as_u16();
            return Ok(Page { status, body: answer.text().await?, url });
        }
        Err("a page redirects in circles".into())
    }
}

impl Page {
    /// This page, if its status is well.
    pub fn well(self) -> Result<Self, Failed> {
        if self.status < 400 {
            return Ok(self);
        }
        let text: String = Html::parse_document(&self.body)
            .root_element()
            .text()
            .flat_map(str::split_whitespace)
            .collect::<Vec<_>>()
            .join(" ");
        let words: String = text.chars().take(300).collect();
        Err(format!("{} answered {}: {words}", self.url, self.status).into())
    }

    /// The first form whose action ends so, with its fields as they stand. The
    /// button named in `button` counts as pressed.
    pub fn form(&self, action_ends: &str) -> Result<Form, Failed> {
        self.forms(action_ends)?.into_iter().next().ok_or_else(|| {
            format!("{} has no form whose action ends in {action_ends:?}", self.url).into()
        })
    }

    /// All forms whose action ends so.
    pub fn forms(&self, action_ends: &str) -> Result<Vec<Form>, Failed> {
        let html = Html::parse_document(&self.body);
        let forms = selector("form")?;
        let fields = selector("input[name], textarea[name], select[name], button[name]")?;
        let mut found = Vec::new();
        for form in html.select(&forms) {
            let action = self.url.join(form.attr("action").unwrap_or_default())?;
            if !action.path().ends_with(action_ends) {
                continue;
            }
            let mut filled: Vec<(String, String)> = Vec::new();
            for field in form.select(&fields) {
                if let Some(pair) = value(field)? {
                    filled.push(pair);
                }
            }
            found.push(Form { action, fields: filled });
        }
        Ok(found)
    }
}

fn selector(css: &str) -> Result<Selector, Failed> {
    Selector::parse(css).map_err(|e| e.to_string().into())
}

/// What a field would send as it stands.
fn value(field: ElementRef<'_>) -> Result<Option<(String, String)>, Failed> {
    let Some(name) = field.attr("name") else { return Ok(None) };
    let value = match (field.value().name(), field.attr("type")) {
        ("button", _) => return Ok(None),
        ("textarea", _) => field.text().collect(),
        ("select", _) => {
            let options = selector("option")?;
            let chosen = field
                .select(&options)
                .find(|o| o.attr("selected").is_some())
                .or_else(|| field.select(&options).next());
            match chosen {
                Some(option) => match option.attr("value") {
                    Some(value) => value.to_owned(),
                    None => option.text().collect(),
                },
                None => return Ok(None),
            }
        }
        (_, Some("checkbox" | "radio")) if field.attr("checked").is_none() => return Ok(None),
        (_, Some("submit")) => return Ok(None),
        _ => field.attr("value").unwrap_or_default().to_owned(),
    };
    Ok(Some((name.to_owned(), value)))
}

impl Form {
    /// Fills a field in, or presses a button that has a name.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}
