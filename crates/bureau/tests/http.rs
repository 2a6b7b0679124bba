//! The real transport against servers that behave as they like, on loopback.

use crate::fixture::config;
use bureau::{BureauTransport, HttpTransport, Operation, TransportError};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Serves one connection: reads a request, sends `answer`, then waits `linger` before it closes.
async fn serve(answer: Vec<u8>, linger: Duration) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !request.ends_with(b"</e>") {
            let count = stream.read(&mut buffer).await.unwrap();
            assert!(count > 0, "the request was cut off");
            request.extend(&buffer[..count]);
        }
        // The client may hang up first.
        let _ = stream.write_all(&answer).await;
        tokio::time::sleep(linger).await;
        String::from_utf8(request).unwrap()
    });
    (endpoint, server)
}

fn transport(endpoint: String) -> HttpTransport {
    let mut config = config();
    config.endpoint = endpoint;
    config.timeouts.connect = 5;
    config.timeouts.call = 1;
    HttpTransport::new(&config).unwrap().with_answer_cap(1000)
}

async fn answered(answer: &[u8]) -> Result<Vec<u8>, TransportError> {
    let (endpoint, _server) = serve(answer.to_vec(), Duration::from_millis(10)).await;
    transport(endpoint).call(Operation::Download, "<e></e>".into()).await
}

fn with_body(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn an_envelope_is_posted_to_the_operations_address() {
    let (endpoint, server) = serve(with_body("200 OK", "<r/>"), Duration::ZERO).await;
    let transport = transport(format!("{endpoint}/"));
    let body = transport.call(Operation::QueryStatus, "<e></e>".into()).await.unwrap();
    assert_eq!(body, b"<r/>");
    let request = server.await.unwrap().to_ascii_lowercase();
    assert!(request.starts_with("post /beianstatuswebservice/querybeianstatus http/1.1\r\n"));
    assert!(request.contains("content-type: text/xml; charset=utf-8"));
    assert!(request.contains("soapaction: \"\""));
}

#[tokio::test]
async fn other_statuses_are_errors_and_redirects_are_not_followed() {
    for (status, number) in [("404 Not Found", 404), ("503 Busy", 503), ("500 Error", 500)] {
        assert_eq!(answered(&with_body(status, "x")).await, Err(TransportError::Status(number)));
    }
    let moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(answered(moved).await, Err(TransportError::Status(302)));
    let fault = "<Envelope><Body><Fault/></Body></Envelope>";
    assert_eq!(answered(&with_body("500 Error", fault)).await.unwrap(), fault.as_bytes());
}

#[tokio::test]
async fn an_answer_beyond_the_cap_is_not_read_to_its_end() {
    assert_eq!(answered(&with_body("200 OK", &"x".repeat(1000))).await.unwrap().len(), 1000);
    let large = with_body("200 OK", &"x".repeat(1001));
    assert_eq!(answered(&large).await, Err(TransportError::TooLarge(1000)));
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000));
    assert_eq!(answered(endless.as_bytes()).await, Err(TransportError::TooLarge(1000)));
}

#[tokio::test]
async fn silence_and_broken_connections_are_told_apart_from_nobody_there() {
    let (endpoint, _server) = serve(Vec::new(), Duration::from_secs(30)).await;
    let silent = transport(endpoint).call(Operation::Upload, "<e></e>".into()).await;
    assert_eq!(silent, Err(TransportError::Timeout));

    assert_eq!(answered(b"").await, Err(TransportError::Broken));
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
    assert_eq!(answered(cut).await, Err(TransportError::Broken));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let nobody = transport(endpoint.clone()).call(Operation::Upload, "<e></e>".into()).await;
    assert_eq!(nobody, Err(TransportError::Unreachable));
    assert!(!nobody.unwrap_err().to_string().contains(&endpoint));
}
