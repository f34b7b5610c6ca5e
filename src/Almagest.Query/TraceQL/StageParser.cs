namespace Almagest.Query.TraceQL;

/// <summary>Reads the stages that begin with a word.</summary>
static class StageParser
{
    static readonly HashSet<string> Measures =
        ["min_over_time", "max_over_time", "avg_over_time", "sum_over_time", "quantile_over_time", "histogram_over_time"];

    const int DefaultCompareValues = 10;
    const int MaxCompareValues = 1_000;

    internal static Stage? TryParse(TraceQlParser parser, FieldParser fields, List<Stage> before)
    {
        var token = parser.Current;
        if (token.Kind != TokenKind.Word)
            return null;
        switch (token.Text)
        {
            case "by":
                parser.Take();
                return new GroupStage(Parenthesised(parser, fields.Grouping));
            case "select":
                parser.Take();
                return new SelectStage(Parenthesised(parser, () => fields.List("an attribute or intrinsic to select")));
            case "coalesce" when before.Count == 0:
                throw parser.Error(token.Position, "a query cannot begin with coalesce(): there is nothing to join");
            case "coalesce":
                parser.Take();
                parser.Expect("(");
                parser.Expect(")");
                return new CoalesceStage();
            case "topk" or "bottomk":
                throw parser.Error(token.Position, $"{token.Text} needs series: put a metrics function such as rate() before it");
        }

        return token.Text is "rate" or "count_over_time" or "compare" || Measures.Contains(token.Text) ? Metrics(parser, fields, before) : null;
    }

    static T Parenthesised<T>(TraceQlParser parser, Func<T> parse)
    {
        parser.Expect("(");
        var result = parse();
        parser.Expect(")");
        return result;
    }

    /// <summary>What may follow series.</summary>
    internal static RankStage Rank(TraceQlParser parser)
    {
        var token = parser.Current.Is("topk") || parser.Current.Is("bottomk") ? parser.Take() : throw parser.Unexpected("topk or bottomk");
        var count = Parenthesised(parser, () => parser.Current.Kind == TokenKind.Int ? parser.Take().Number : throw parser.Unexpected("how many series to keep"));
        if (count < 1)
            throw parser.Error(token.Position, $"{token.Text} keeps at least one series");
        parser.Hints();
        return new RankStage(token.Text == "topk", (int)count);
    }

    static MetricsStage Metrics(TraceQlParser parser, FieldParser fields, List<Stage> before)
    {
        var token = parser.Take();
        if (before.Count == 0)
            throw parser.Error(token.Position, $"{token.Text} needs spans: put a filter such as {{ }} before it");
        parser.Expect("(");
        var (argument, selection, numbers) = ((FieldExpr?)null, (FilterExpr?)null, new List<double>());
        if (token.Text == "compare")
        {
            parser.Expect("{");
            selection = new FilterExpr(fields.Filter());
        }
        else if (Measures.Contains(token.Text))
        {
            argument = fields.Measured();
        }

        while ((token.Text is "compare" or "quantile_over_time") && parser.Accept(","))
            numbers.Add(Number(parser, "a number"));
        parser.Expect(")");
        Check(parser, token, numbers);
        var by = parser.Accept("by") ? Parenthesised(parser, () => fields.List("an attribute or intrinsic to group by")) : [];
        parser.Hints();
        return new MetricsStage(token.Text, argument, numbers, by, selection);
    }

    static void Check(TraceQlParser parser, Token token, List<double> numbers)
    {
        if (token.Text == "quantile_over_time" && (numbers.Count == 0 || numbers.Any(static q => q is < 0 or > 1)))
            throw parser.Error(token.Position, "quantile_over_time needs quantiles between 0 and 1, such as quantile_over_time(duration, 0.9)");
        if (token.Text == "compare" && numbers.Count == 0)
            numbers.Add(DefaultCompareValues);
        if (token.Text != "compare")
            return;
        if (numbers.Count is not (1 or 3) || numbers[0] is < 1 or > MaxCompareValues)
            throw parser.Error(token.Position, $"compare takes a selection, then the number of values from 1 to {MaxCompareValues}, then start and end in nanoseconds, as compare({{ status = error }}, 10)");
        if (numbers.Count == 3 && numbers is not [_, 0, 0] && (numbers[1] <= 0 || numbers[2] <= numbers[1]))
            throw parser.Error(token.Position, "compare needs a positive start in nanoseconds and an end after it");
    }

    static double Number(TraceQlParser parser, string expected)
    {
        var negative = parser.Accept("-");
        if (parser.Current.Kind is not (TokenKind.Int or TokenKind.Float))
            throw parser.Unexpected(expected);
        return negative ? -parser.Take().Number : parser.Take().Number;
    }

    /// <summary>Reads <c>with (…)</c>; false when there is none.</summary>
    internal static bool Hints(TraceQlParser parser, Dictionary<string, TqValue> hints)
    {
        if (!parser.Accept("with"))
            return false;
        parser.Expect("(");
        do
        {
            var name = parser.Current.Kind == TokenKind.Word ? parser.Take().Text : throw parser.Unexpected("the name of a hint");
            parser.Expect("=");
            hints.TryAdd(name, FieldParser.Literal(parser) ?? throw parser.Unexpected("the value of a hint"));
        }
        while (parser.Accept(","));
        parser.Expect(")");
        return true;
    }
}
