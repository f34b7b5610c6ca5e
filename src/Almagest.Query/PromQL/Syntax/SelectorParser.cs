using Almagest.Model;
using Almagest.Query.Common;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Instant selectors: <c>up{job="api"}</c>, <c>{"a.b", x!~"y"}</c>.</summary>
sealed class SelectorParser(TokenReader tokens)
{
    const string Construct = "label matching";

    /// <summary>A selector whose name, if any, is <paramref name="name"/>, already taken.</summary>
    public VectorExpr Selector(Token? name)
    {
        var matchers = new List<LabelMatcher>();
        var span = name?.Span ?? tokens.Ahead.Span;
        if (tokens.At("{"))
            span = new SourceSpan(span.Start, Matchers(matchers));
        if (name is { } metric)
            matchers.Add(new LabelMatcher(MatchKind.Equal, Labels.MetricName, metric.Text));
        return new VectorExpr(name?.Text ?? "", matchers, TimeShift.None, VectorExtension.None, span);
    }

    int Matchers(List<LabelMatcher> into)
    {
        tokens.Expect("{");
        while (!tokens.At("}"))
        {
            into.Add(Matcher());
            if (!tokens.Accept(",") && !tokens.At("}"))
                throw tokens.Unexpected(Construct, "\",\" or \"}\"");
        }

        return tokens.Take().Span.End;
    }

    LabelMatcher Matcher()
    {
        if (tokens.Ahead.Kind is not (TokenKind.Identifier or TokenKind.String))
            throw tokens.Unexpected(Construct, "identifier or \"}\"");
        var label = tokens.Take();
        var quoted = label.Kind == TokenKind.String;
        var name = quoted ? GoText.Unquote(label.Text) : label.Text;
        if (Kind(tokens.Ahead.Word) is not { } kind)
            return quoted ? new LabelMatcher(MatchKind.Equal, Labels.MetricName, name) : throw tokens.Unexpected(Construct, "label matching operator");
        tokens.Take();
        if (tokens.Ahead.Kind != TokenKind.String)
            throw tokens.Unexpected(Construct, "string");
        var value = tokens.Take();
        try
        {
            return new LabelMatcher(kind, name, GoText.Unquote(value.Text));
        }
        catch (ArgumentException fault)
        {
            throw tokens.Fault(label.Span.To(value.Span), fault.Message);
        }
    }

    static MatchKind? Kind(string op) => op switch
    {
        "=" => MatchKind.Equal,
        "!=" => MatchKind.NotEqual,
        "=~" => MatchKind.Regex,
        "!~" => MatchKind.NotRegex,
        _ => null,
    };
}
