using Almagest.Model;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Engine;

/// <summary>Labels as Loki prints them: <c>{app="shop", env="prod"}</c>.</summary>
public static class LabelText
{
    /// <summary>The text.</summary>
    public static string Of(Labels labels) => $"{{{string.Join(", ", labels.Select(static l => $"{l.Name}={GoText.Quote(l.Value)}"))}}}";
}
