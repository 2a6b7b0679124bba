//! How a picture is taken.

use serde::Serialize;

/// What the document lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Background {
    /// White desk paper, the only ground rules accept.
    White,
    /// A wooden table.
    Wood,
    /// Woven cloth.
    Cloth,
    /// Grey stone.
    Stone,
    /// Stone with things lying about.
    Clutter,
}

/// What is wrong with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Out of focus: deviation 0.17–0.22 of the height of the text.
    Blur,
    /// A saturated reflection over 6–14 % of the document.
    Glare,
    /// One corner outside the frame.
    CutCorner,
    /// The document takes less than half of the frame's width.
    TooFar,
    /// Under-exposed by three stops.
    Dark,
    /// Over-exposed: paper and pale lines burn out.
    Bright,
    /// A black-and-white photocopy instead of the original.
    CopyGrey,
    /// A colour photocopy: flat colours in a halftone screen.
    CopyColour,
    /// Shown in a picture viewer on a monitor: pixel grid and moiré.
    ScreenMonitor,
    /// Shown on a phone: black around it, pixel grid.
    ScreenPhone,
}

impl Fault {
    /// All faults, in a fixed order.
    pub const ALL: [Self; 10] = [
        Self::Blur,
        Self::Glare,
        Self::CutCorner,
        Self::TooFar,
        Self::Dark,
        Self::Bright,
        Self::CopyGrey,
        Self::CopyColour,
        Self::ScreenMonitor,
        Self::ScreenPhone,
    ];

    /// The name written into labels.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blur => "blur",
            Self::Glare => "glare",
            Self::CutCorner => "cut_corner",
            Self::TooFar => "too_far",
            Self::Dark => "dark",
            Self::Bright => "bright",
            Self::CopyGrey => "copy_grey",
            Self::CopyColour => "copy_colour",
            Self::ScreenMonitor => "screen_lcd",
            Self::ScreenPhone => "screen_phone",
        }
    }

    /// Whether the thing photographed is not the document itself.
    pub fn is_not_original(self) -> bool {
        matches!(self, Self::CopyGrey | Self::CopyColour | Self::ScreenMonitor | Self::ScreenPhone)
    }
}

/// How a picture is taken. Start from [`Shot::compliant`], [`Shot::medium`] or [`Shot::hard`]
/// and change what matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    /// Longer edge of the picture in pixels; the frame is 4:3, lying as the document lies.
    pub long_edge: u32,
    /// Share of the frame's width or height the document takes, whichever is larger.
    pub fill: f32,
    /// Quarter turns clockwise that the document lies turned in the picture, 0–3.
    pub quarter_turns: u8,
    /// Largest further turn in degrees, either way.
    pub tilt: f32,
    /// Largest slant of the camera in degrees, either way and about both axes.
    pub slant: f32,
    /// What the document lies on.
    pub background: Background,
    /// Exposure in stops, 0 is right.
    pub exposure: f32,
    /// How unevenly the light falls, 0–1: share by which the far side is darker.
    pub gradient: f32,
    /// Depth of a shadow that falls across, 0–1.
    pub shadow: f32,
    /// Deviation of the sensor's noise in levels of 255.
    pub noise: f32,
    /// Deviation of the blur as a share of the height of the document's text.
    pub blur: f32,
    /// JPEG quality, 1–100.
    pub quality: u8,
    /// EXIF orientation to write (1–8); pixels are stored turned so that a viewer shows the
    /// picture upright. `None` writes no EXIF.
    pub exif_orientation: Option<u8>,
    /// Whether a position is written into EXIF.
    pub gps: bool,
    /// At most one thing wrong.
    pub fault: Option<Fault>,
}

impl Shot {
    /// As the rules ask: white ground, the document fills the frame, light and focus good.
    pub fn compliant() -> Self {
        Self {
            long_edge: 1600,
            fill: 0.975,
            quarter_turns: 0,
            tilt: 0.7,
            slant: 0.8,
            background: Background::White,
            exposure: 0.0,
            gradient: 0.06,
            shadow: 0.0,
            noise: 1.6,
            blur: 0.01,
            quality: 82,
            exif_orientation: None,
            gps: false,
            fault: None,
        }
    }

    /// Acceptable but careless: slightly turned and slanted, a weak shadow, more noise.
    pub fn medium() -> Self {
        Self {
            fill: 0.9,
            tilt: 4.0,
            slant: 6.0,
            exposure: -0.25,
            gradient: 0.16,
            shadow: 0.2,
            noise: 3.0,
            blur: 0.025,
            quality: 74,
            ..Self::compliant()
        }
    }

    /// Legible, but a strict reader of the rules sends it back: small, slanted, on wood, in shade.
    pub fn hard() -> Self {
        Self {
            long_edge: 1400,
            fill: 0.74,
            tilt: 8.0,
            slant: 14.0,
            background: Background::Wood,
            exposure: -0.75,
            gradient: 0.3,
            shadow: 0.4,
            noise: 4.5,
            blur: 0.04,
            quality: 65,
            ..Self::compliant()
        }
    }

    /// The same with a fault.
    pub fn with(self, fault: Fault) -> Self {
        Self { fault: Some(fault), ..self }
    }

    /// The same on another ground.
    pub fn on(self, background: Background) -> Self {
        Self { background, ..self }
    }

    /// The same with the document turned by quarter turns clockwise.
    pub fn turned(self, quarter_turns: u8) -> Self {
        Self { quarter_turns: quarter_turns % 4, ..self }
    }
}
