using Almagest.Model;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Labels as Prometheus prints them in messages.</summary>
static class PromQlText
{
    public static string Of(Labels labels) => $"{{{string.Join(", ", labels.Select(static label => $"{Name(label.Name)}={GoText.Quote(label.Value)}"))}}}";

    static string Name(string name)
    {
        var plain = name.Length > 0 && !char.IsAsciiDigit(name[0]);
        foreach (var each in name)
            plain &= char.IsAsciiLetterOrDigit(each) || each == '_';
        return plain ? name : GoText.Quote(name);
    }
}
