namespace Almagest.Query.LogQL.Templates;

/// <summary>A template that cannot be read or run; the text follows Go's.</summary>
public sealed class TemplateException(string message) : Exception(message);
