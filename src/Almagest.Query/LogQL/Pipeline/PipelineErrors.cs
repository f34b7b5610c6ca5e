namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Values of <c>__error__</c>.</summary>
static class PipelineErrors
{
    internal const string Json = "JSONParserErr";
    internal const string Logfmt = "LogfmtParserErr";
    internal const string SampleExtraction = "SampleExtractionErr";
    internal const string LabelFilter = "LabelFilterErr";
    internal const string TemplateFormat = "TemplateFormatErr";
}
