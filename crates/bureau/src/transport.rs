//! How an envelope travels.

use async_trait::async_trait;

/// The six operations (handbook §10.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    Upload,
    Download,
    Acknowledge,
    PreviousUpload,
    QueryStatus,
    VerifyPassword,
}

impl Operation {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Upload => "isp_upload",
            Self::Download => "isp_download",
            Self::Acknowledge => "isp_downloadack",
            Self::PreviousUpload => "isp_querypreviousupload",
            Self::QueryStatus => "isp_querybeianstatus",
            Self::VerifyPassword => "isp_verifybamm",
        }
    }

    /// Below the endpoint.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Upload | Self::Download | Self::Acknowledge | Self::PreviousUpload => {
                "/ISPWebService/upDownLoad"
            }
            Self::QueryStatus => "/BeianStatusWebService/queryBeianStatus",
            Self::VerifyPassword => "/BeianStatusWebService/verifyBamm",
        }
    }
}

/// Carries one envelope to the bureau and its answer back, whatever the answer is.
#[async_trait]
pub trait BureauTransport: Send + Sync {
    /// `envelope` is a SOAP 1.1 document in UTF-8; the answer is the body as it came.
    ///
    /// # Errors
    /// When no whole answer came.
    async fn call(&self, operation: Operation, envelope: String)
    -> Result<Vec<u8>, TransportError>;
}

/// Why no answer came. Texts name no address and no person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Nothing was sent.
    #[error("the bureau cannot be reached")]
    Unreachable,
    /// Sent, and no answer within the time.
    #[error("the bureau did not answer in time")]
    Timeout,
    /// Sent at least in part, and the connection ended.
    #[error("the connection to the bureau broke")]
    Broken,
    #[error("the bureau's server answered with status {0}")]
    Status(u16),
    #[error("the bureau's answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The request itself cannot be made.
    #[error("the request cannot be made")]
    Request,
}

impl TransportError {
    /// Whether the bureau may have acted on the call.
    pub fn is_unknown_outcome(&self) -> bool {
        match self {
            Self::Timeout | Self::Broken | Self::TooLarge(_) => true,
            Self::Status(status) => !(300..500).contains(status),
            Self::Unreachable | Self::Request => false,
        }
    }
}
