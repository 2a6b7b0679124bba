pub struct CaseView; pub struct FieldRow; pub struct MaterialView;
