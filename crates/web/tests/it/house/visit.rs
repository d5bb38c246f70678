//! Asking the house for pages, as a stranger or in a session.

use super::House;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use tower::ServiceExt;

impl House {
    pub fn router(&self) -> Router {
        web::public_router(self.app.clone()).merge(web::desk_router(self.app.clone()))
    }

    pub async fn ask(&self, request: Request<Body>) -> Page {
        Page::read(self.router().oneshot(request).await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Page {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.ask(form(path, fields, None)).await
    }

    /// The token in a title's sign-up form.
    pub async fn form_token(&self) -> String {
        self.get("/n/morning").await.between("name=\"form\" value=\"", "\"")
    }

    pub async fn sign_up(&self, email: &str) -> Page {
        let form = self.form_token().await;
        self.post("/n/morning/sign-up", &[("email", email), ("name", "Ann"), ("form", &form)]).await
    }

    /// The last mail's link of that kind, as a path.
    pub fn last_link(&self, kind: &str) -> String {
        let mails = self.floor.mails.lock().unwrap();
        let (_, mail) = mails.last().expect("a mail was posted");
        let at = mail.text.find(kind).expect("the mail has that link");
        mail.text[at..].split_whitespace().next().unwrap().to_owned()
    }

    /// Logs in with the password all have.
    pub async fn log_in(&self, email: &str) -> Session<'_> {
        let token = self.get("/desk/login").await.between("name=\"form\" value=\"", "\"");
        let fields =
            [("email", email), ("password", "correct horse battery"), ("form", token.as_str())];
        let page = self.post("/desk/login", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let cookie = page.cookie.expect("a cookie").split(';').next().unwrap().to_owned();
        let mut session = Session { house: self, cookie, word: String::new() };
        session.word = session.get("/desk").await.between("name=\"word\" value=\"", "\"");
        session
    }
}

pub struct Session<'a> {
    pub house: &'a House,
    pub cookie: String,
    pub word: String,
}

impl Session<'_> {
    pub async fn get(&self, path: &str) -> Page {
        let request = Request::get(path).header("cookie", &self.cookie);
        self.house.ask(request.body(Body::empty()).unwrap()).await
    }

    /// A form of the session's own page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut fields = fields.to_vec();
        fields.push(("word", &self.word));
        self.house.ask(form(path, &fields, Some(&self.cookie))).await
    }
}

pub fn form(path: &str, fields: &[(&str, &str)], cookie: Option<&str>) -> Request<Body> {
    let mut url = url::Url::parse("http://x/").unwrap();
    url.query_pairs_mut().extend_pairs(fields);
    let mut request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("host", "127.0.0.1:9");
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    request.body(Body::from(url.query().unwrap_or_default().to_owned())).unwrap()
}

pub struct Page {
    pub status: StatusCode,
    pub location: Option<String>,
    pub cookie: Option<String>,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 10 << 20).await.unwrap();
        let header = |name: &str| parts.headers.get(name).map(|v| v.to_str().unwrap().to_owned());
        Self {
            status: parts.status,
            location: header("location"),
            cookie: header("set-cookie"),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            headers: parts.headers,
        }
    }

    pub fn between(&self, from: &str, to: &str) -> String {
        let start = self.text.find(from).unwrap_or_else(|| panic!("no {from} in {}", self.text));
        let rest = &self.text[start + from.len()..];
        rest[..rest.find(to).unwrap()].to_owned()
    }
}
