namespace Almagest.Query.TraceQL;

/// <summary>Reads the stages that begin with a word.</summary>
static class StageParser
{
    static readonly HashSet<string> Measures =
        ["min_over_time", "max_over_time", "avg_over_time", "sum_over_time", "quantile_over_time", "histogram_over_time"];

    const int DefaultCompareValues = 10;

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
                return Rank(parser, before);
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

    static RankStage Rank(TraceQlParser parser, List<Stage> before)
    {
        var token = parser.Take();
        if (!before.OfType<MetricsStage>().Any())
            throw parser.Error(token.Position, $"{token.Text} needs series: put a metrics function such as rate() before it");
        var count = Parenthesised(parser, () => Number(parser, "how many series to keep"));
        if (count < 1 || count != Math.Floor(count))
            throw parser.Error(token.Position, $"{token.Text} keeps at least one series");
        Hints(parser);
        return new RankStage(token.Text == "topk", (int)count);
    }

    static MetricsStage Metrics(TraceQlParser parser, FieldParser fields, List<Stage> before)
    {
        var token = parser.Take();
        if (before.Count == 0 || before.OfType<MetricsStage>().Any())
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
        Hints(parser);
        return new MetricsStage(token.Text, argument, numbers, by, selection);
    }

    static void Check(TraceQlParser parser, Token token, List<double> numbers)
    {
        if (token.Text == "quantile_over_time" && (numbers.Count == 0 || numbers.Any(static q => q is < 0 or > 1)))
            throw parser.Error(token.Position, "quantile_over_time needs quantiles between 0 and 1, such as quantile_over_time(duration, 0.9)");
        if (token.Text == "compare" && numbers.Count == 0)
            numbers.Add(DefaultCompareValues);
        if (token.Text == "compare" && (numbers.Count is not (1 or 3) || numbers[0] < 1))
            throw parser.Error(token.Position, "compare takes a selection, then the number of values, then start and end in nanoseconds, as compare({ status = error }, 10)");
    }

    // Durations are seconds in the values of series.
    internal static ThresholdStage Threshold(TraceQlParser parser, string operation)
    {
        var sign = parser.Accept("-") ? -1 : 1;
        var bound = parser.Current.Kind is TokenKind.Int or TokenKind.Float or TokenKind.Duration ? parser.Take() : throw parser.Unexpected("a number to compare with");
        Hints(parser);
        return new ThresholdStage(operation, sign * (bound.Kind == TokenKind.Duration ? bound.Number / 1e9 : bound.Number));
    }

    static double Number(TraceQlParser parser, string expected)
    {
        var negative = parser.Accept("-");
        if (parser.Current.Kind is not (TokenKind.Int or TokenKind.Float))
            throw parser.Unexpected(expected);
        return negative ? -parser.Take().Number : parser.Take().Number;
    }

    // Hints tell Tempo how exact to be; our answers are exact, so they are read and have no effect.
    internal static void Hints(TraceQlParser parser)
    {
        if (!parser.Accept("with"))
            return;
        parser.Expect("(");
        do
        {
            if (parser.Take().Kind != TokenKind.Word)
                throw parser.Unexpected("the name of a hint");
            parser.Expect("=");
            if (parser.Take().Kind is TokenKind.Symbol or TokenKind.End)
                throw parser.Unexpected("the value of a hint");
        }
        while (parser.Accept(","));
        parser.Expect(")");
    }
}
