//! What the phone must collect (电子核验).
