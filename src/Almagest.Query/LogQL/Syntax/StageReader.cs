using Almagest.Query.Common;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Reads stream selectors and the stages of a pipeline.</summary>
sealed class StageReader(LogQlTokens tokens)
{
    readonly LabelFilterReader _filters = new(tokens);

    internal LogSelectorExpr LogSelector()
    {
        var matchers = Matchers();
        return new LogSelectorExpr(matchers, Pipeline());
    }

    internal List<LabelMatcher> Matchers()
    {
        var matchers = new List<LabelMatcher>();
        tokens.Expect("{");
        if (tokens.Accept("}"))
            return matchers;
        if (!tokens.At(LogQlToken.Identifier))
            throw tokens.Unexpected(LogQlToken.Identifier, "}");
        do
            matchers.Add(Matcher());
        while (tokens.Accept(","));
        if (!tokens.Accept("}"))
            throw tokens.Unexpected("}", ",");
        return matchers;
    }

    /// <summary>Stages up to a token that begins none, or to <c>| unwrap</c>.</summary>
    internal List<StageExpr> Pipeline()
    {
        var stages = new List<StageExpr>();
        while (true)
        {
            if (tokens.Ahead.Kind is "|=" or "!=" or "|~" or "!~" or "|>" or "!>")
                LineFilter(stages);
            else if (tokens.At("|") && tokens.Second.Kind != "unwrap")
            {
                tokens.Take();
                stages.Add(Stage());
            }
            else
                return stages;
        }
    }

    internal Unwrap? UnwrapOrNone()
    {
        if (!tokens.At("|") || tokens.Second.Kind != "unwrap")
            return null;
        tokens.Take();
        tokens.Take();
        var (conversion, label) = ("", "");
        if (tokens.Ahead.Kind is "BYTES_CONV" or "DURATION_CONV" or "DURATION_SECONDS_CONV")
        {
            conversion = tokens.Take().Text;
            tokens.Expect("(");
            label = tokens.Expect(LogQlToken.Identifier).Text;
            tokens.Expect(")");
        }
        else
            label = tokens.Expect(LogQlToken.Identifier, "BYTES_CONV", "DURATION_CONV", "DURATION_SECONDS_CONV").Text;
        var filters = new List<LabelFilter>();
        while (tokens.Accept("|"))
            filters.Add(_filters.Read());
        return new Unwrap(conversion, label, filters);
    }

    void LineFilter(List<StageExpr> into)
    {
        var op = tokens.Take().Kind;
        var choices = new List<LineFilterChoice>();
        do
        {
            if (tokens.Accept("ip"))
            {
                tokens.Expect("(");
                choices.Add(new LineFilterChoice(tokens.Expect(LogQlToken.String).Text, true));
                tokens.Expect(")");
            }
            else
                choices.Add(new LineFilterChoice(tokens.Expect(LogQlToken.String, "ip").Text, false));
        }
        while (tokens.Accept("or"));
        // A line that must not hold a or b must hold neither.
        if (op[0] == '!')
            into.AddRange(choices.Select(choice => new LineFilterExpr(op, [choice])));
        else
            into.Add(new LineFilterExpr(op, choices));
    }

    StageExpr Stage()
    {
        switch (tokens.Ahead.Kind)
        {
            case "json":
                tokens.Take();
                return new JsonExpr(Extractions());
            case "logfmt":
                tokens.Take();
                var flags = new HashSet<string>();
                while (tokens.At(LogQlToken.Flag))
                    flags.Add(tokens.Take().Text);
                return new LogfmtExpr(flags.Contains("--strict"), flags.Contains("--keep-empty"), Extractions());
            case "regexp":
                return new RegexpExpr(Checked("regexp", static text => RegexpStage.Check(new GoRegex(text))));
            case "pattern":
                return new PatternExpr(Checked("pattern", static text => LinePattern.ParseCaptures(text)));
            case "unpack":
                tokens.Take();
                return new UnpackExpr();
            case "line_format":
                tokens.Take();
                return new LineFormatExpr(tokens.Expect(LogQlToken.String).Text);
            case "label_format":
                tokens.Take();
                return new LabelFormatExpr(LabelFormats());
            case "decolorize":
                tokens.Take();
                return new DecolorizeExpr();
            case "drop":
                tokens.Take();
                return new DropExpr(NamedLabels());
            case "keep":
                tokens.Take();
                return new KeepExpr(NamedLabels());
            default:
                return new LabelFilterExpr(_filters.ReadStage());
        }
    }

    string Checked(string parser, Action<string> check)
    {
        tokens.Take();
        var text = tokens.Expect(LogQlToken.String).Text;
        try
        {
            check(text);
            return text;
        }
        catch (FormatException fault)
        {
            throw new LogQlParseException($"invalid {parser} parser: {fault.Message}");
        }
    }

    List<Extraction> Extractions()
    {
        var extractions = new List<Extraction>();
        if (!tokens.At(LogQlToken.Identifier))
            return extractions;
        do
        {
            var label = tokens.Expect(LogQlToken.Identifier).Text;
            extractions.Add(new Extraction(label, tokens.Accept("=") ? tokens.Expect(LogQlToken.String).Text : label));
        }
        while (tokens.Accept(","));
        return extractions;
    }

    List<LabelFormat> LabelFormats()
    {
        var formats = new List<LabelFormat>();
        do
        {
            var label = tokens.Expect(LogQlToken.Identifier).Text;
            tokens.Expect("=");
            if (tokens.At(LogQlToken.Identifier))
                formats.Add(new LabelFormat(label, tokens.Take().Text, true));
            else if (tokens.At(LogQlToken.String))
                formats.Add(new LabelFormat(label, tokens.Take().Text, false));
            else
                throw tokens.Unexpected(LogQlToken.Identifier, LogQlToken.String);
        }
        while (tokens.Accept(","));
        return formats;
    }

    List<NamedLabel> NamedLabels()
    {
        var labels = new List<NamedLabel>();
        do
        {
            if (!tokens.At(LogQlToken.Identifier))
                throw tokens.Unexpected(LogQlToken.Identifier);
            // "drop a != "x"" reads as a matcher: Loki's grammar prefers to go on with the label.
            if (tokens.Second.Kind is "=" or "!=" or "=~" or "!~")
            {
                var matcher = Matcher();
                labels.Add(new NamedLabel(matcher.Name, matcher));
            }
            else
                labels.Add(new NamedLabel(tokens.Take().Text, null));
        }
        while (tokens.Accept(","));
        return labels;
    }

    LabelMatcher Matcher()
    {
        var name = tokens.Expect(LogQlToken.Identifier).Text;
        var op = tokens.Ahead.Kind;
        if (op is not ("=" or "!=" or "=~" or "!~"))
            throw tokens.Unexpected("=", "=~", "!~", "!=");
        tokens.Take();
        return Matcher(name, op, tokens.Expect(LogQlToken.String).Text);
    }

    /// <exception cref="LogQlParseException">The regular expression is malformed.</exception>
    internal static LabelMatcher Matcher(string name, string op, string value)
    {
        try
        {
            return new LabelMatcher(op switch { "=" => MatchKind.Equal, "!=" => MatchKind.NotEqual, "=~" => MatchKind.Regex, _ => MatchKind.NotRegex }, name, value);
        }
        catch (ArgumentException fault)
        {
            throw new LogQlParseException(fault.Message);
        }
    }
}
