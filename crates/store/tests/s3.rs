//! The S3 store against a small one of our own, over a real socket: path style, signed requests,
//! put, get, delete, list. With STORE_TEST_S3=http://host:port,bucket (keys `test`) also against
//! a real one.

use crate::{each_engine, sample};
use filing::time::Timestamp;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, Response, body::Bytes, body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex},
};
use store::{Error, Objects, S3Config};

type Bucket = Arc<Mutex<BTreeMap<String, Bytes>>>;

const BYTES: &[u8] = b"\xff\xd8\xff\xe0 not really a picture";

async fn answer(request: Request<Incoming>, bucket: Bucket) -> Response<Full<Bytes>> {
    let signed = request
        .headers()
        .get("authorization")
        .is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256 Credential=test/"));
    let reply = |status: u16, body: Bytes| {
        Response::builder()
            .status(status)
            .header("etag", "\"1\"")
            .header("last-modified", "Fri, 15 Jan 2027 08:00:00 GMT")
            .body(Full::new(body))
            .unwrap()
    };
    if !signed {
        return reply(403, Bytes::new());
    }
    let path = request.uri().path().to_owned();
    let Some(key) = path.strip_prefix("/bucket").map(|key| key.trim_start_matches('/').to_owned())
    else {
        return reply(404, Bytes::new());
    };
    let method = request.method().clone();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let mut objects = bucket.lock().unwrap();
    match method {
        Method::PUT => {
            objects.insert(key, body);
            reply(200, Bytes::new())
        }
        Method::DELETE => {
            objects.remove(&key);
            reply(204, Bytes::new())
        }
        Method::GET if key.is_empty() => {
            let list: String = objects
                .iter()
                .map(|(key, body)| {
                    format!(
                        "<Contents><Key>{key}</Key><Size>{}</Size>\
                         <LastModified>2027-01-15T08:00:00.000Z</LastModified></Contents>",
                        body.len()
                    )
                })
                .collect();
            let xml = format!("<ListBucketResult>{list}</ListBucketResult>");
            reply(200, xml.into())
        }
        _ => match objects.get(&key) {
            Some(body) => reply(200, body.clone()),
            None => reply(404, Bytes::new()),
        },
    }
}

async fn serve() -> (String, Bucket) {
    let bucket = Bucket::default();
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", socket.local_addr().unwrap());
    let shared = bucket.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = socket.accept().await {
            let bucket = shared.clone();
            tokio::spawn(async move {
                let service = service_fn(move |request| {
                    let bucket = bucket.clone();
                    async move { Ok::<_, Infallible>(answer(request, bucket).await) }
                });
                let http = hyper::server::conn::http1::Builder::new();
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    (endpoint, bucket)
}

fn config(endpoint: &str, bucket: &str) -> S3Config {
    S3Config {
        endpoint: endpoint.into(),
        region: "us-east-1".into(),
        bucket: bucket.into(),
        bucket_in_host: false,
        access_key_id: "test".into(),
        secret_access_key: "very-secret".to_owned().into(),
    }
}

async fn comes_back_and_goes(objects: &Objects) {
    let keys = sample::keys();
    let object = objects.put(&keys, "material.object:1", BYTES).await.unwrap();
    assert_eq!(objects.get(&keys, "material.object:1", &object).await.unwrap(), BYTES);
    let large = vec![7; 3 << 20];
    let second = objects.put(&keys, "material.object:2", &large).await.unwrap();
    assert_eq!(objects.get(&keys, "material.object:2", &second).await.unwrap(), large);
    for object in [object, second] {
        objects.delete(&object).await.unwrap();
        let gone = objects.get(&keys, "material.object:1", &object).await;
        assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    }
}

#[tokio::test]
async fn an_object_goes_to_a_bucket_sealed_and_comes_back_whole() {
    let (endpoint, bucket) = serve().await;
    let objects = Objects::s3(&config(&endpoint, "bucket")).unwrap();
    comes_back_and_goes(&objects).await;
    objects.put(&sample::keys(), "material.object:1", BYTES).await.unwrap();
    let stored = bucket.lock().unwrap().values().next().unwrap().clone();
    assert!(!stored.windows(8).any(|part| part == &BYTES[..8]));
}

#[tokio::test]
async fn a_bucket_is_swept_like_a_folder() {
    each_engine(async |store| {
        let (endpoint, bucket) = serve().await;
        let objects = Objects::s3(&config(&endpoint, "bucket")).unwrap();
        let orphan = objects.put(store.keys(), "material.object:1", BYTES).await.unwrap();
        let young = Timestamp::from_millis(1_800_000_000_000 - 1);
        assert!(objects.unreferenced(&store, young).await.unwrap().is_empty());
        let old = Timestamp::from_millis(1_800_000_000_000 + 1);
        assert_eq!(objects.unreferenced(&store, old).await.unwrap(), [orphan.key]);
        assert_eq!(objects.sweep(&store, old).await.unwrap(), 1);
        assert!(bucket.lock().unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_store_that_refuses_us_is_told_apart_from_one_without_the_object() {
    let (endpoint, _) = serve().await;
    let mut wrong = config(&endpoint, "bucket");
    wrong.access_key_id = "other".into();
    let objects = Objects::s3(&wrong).unwrap();
    let refused = objects.put(&sample::keys(), "material.object:1", BYTES).await.unwrap_err();
    assert!(matches!(refused, Error::Object(_)), "{refused}");
    assert!(!format!("{refused:?}{wrong:?}").contains("very-secret"));
}

#[tokio::test]
async fn an_endpoint_that_is_none_is_refused_in_words_and_https_needs_no_setting() {
    let error = Objects::s3(&config("ftp://x", "bucket")).unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error}");
    let mut encrypted = config("https://oss.example.cn", "bucket");
    encrypted.bucket_in_host = true;
    match Objects::s3(&encrypted) {
        Ok(_) => {}
        // A machine that trusts nobody.
        Err(error) => assert!(matches!(error, Error::Config(_)), "{error}"),
    }
}

#[tokio::test]
async fn a_real_store_takes_and_gives_the_same() {
    let Ok(place) = std::env::var("STORE_TEST_S3") else {
        eprintln!("SKIPPED: no STORE_TEST_S3");
        return;
    };
    let (endpoint, bucket) = place.split_once(',').unwrap();
    comes_back_and_goes(&Objects::s3(&config(endpoint, bucket)).unwrap()).await;
}
