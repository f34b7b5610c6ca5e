using System.Text;
using Almagest.Model;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>
/// A metric or stream as text, <c>up{job="api"}</c> or <c>{app="shop"}</c>: read by Prometheus' grammar with its messages, written as its
/// label sets write themselves. Unlike <see cref="Labels"/> a list may hold a name twice: who receives it decides what that means.
/// </summary>
public static class MetricText
{
    const string Construct = "label set";

    /// <summary>The labels in ordinal order of their names, without those whose value is empty.</summary>
    /// <exception cref="PromQlParseException">The text is no metric; with Prometheus' message.</exception>
    public static IReadOnlyList<Label> Parse(string text)
    {
        var tokens = new TokenReader(text);
        var labels = new List<Label>();
        var metric = IsName(tokens.Ahead.Kind) ? tokens.Take().Text : "";
        if (tokens.Accept("{"))
            ReadPairs(tokens, labels);
        if (tokens.Ahead.Kind != TokenKind.End)
            throw tokens.Unexpected("", "");
        if (metric.Length > 0)
        {
            labels.RemoveAll(static l => l.Name == Labels.MetricName);
            labels.Add(new Label(Labels.MetricName, metric));
        }

        return [.. labels.Where(static l => l.Value.Length > 0).OrderBy(static l => l.Name, StringComparer.Ordinal)];
    }

    /// <summary>The labels in braces, names that are no identifiers and all values quoted.</summary>
    public static string Write(IReadOnlyList<Label> labels)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in labels)
        {
            text.Append(text.Length > 1 ? ", " : "");
            text.Append(IsPlain(name) ? name : GoText.Quote(name)).Append('=').Append(GoText.Quote(value));
        }

        return text.Append('}').ToString();
    }

    /// <summary>A text in double quotes as Go writes it.</summary>
    public static string Quote(string text) => GoText.Quote(text);

    static bool IsName(TokenKind kind) =>
        kind is TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.Aggregator or TokenKind.Keyword or TokenKind.Preprocessor;

    static bool IsPlain(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    static void ReadPairs(TokenReader tokens, List<Label> labels)
    {
        while (!tokens.Accept("}"))
        {
            labels.Add(ReadPair(tokens));
            if (!tokens.Accept(",") && !tokens.At("}"))
                throw tokens.Unexpected(Construct, "\",\" or \"}\"");
        }
    }

    static Label ReadPair(TokenReader tokens)
    {
        if (tokens.Ahead.Kind is not (TokenKind.Identifier or TokenKind.String))
            throw tokens.Unexpected(Construct, "identifier or \"}\"");
        var name = tokens.Take();
        var quoted = name.Kind == TokenKind.String;
        if (!tokens.Accept("="))
            return quoted ? new Label(Labels.MetricName, GoText.Unquote(name.Text)) : throw tokens.Unexpected(Construct, "\"=\"");
        if (tokens.Ahead.Kind != TokenKind.String)
            throw tokens.Unexpected(Construct, "string");
        return new Label(quoted ? GoText.Unquote(name.Text) : name.Text, GoText.Unquote(tokens.Take().Text));
    }
}
