mod golden;
mod numbers;
mod numbers_properties;
