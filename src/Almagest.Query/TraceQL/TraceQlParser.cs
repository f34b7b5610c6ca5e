using Almagest.Model;

namespace Almagest.Query.TraceQL;

/// <summary>
/// Reads TraceQL. As in Tempo, <c>&amp;&amp;</c> and <c>||</c> bind equally and to the left; comparisons bind closer, then + and -,
/// then * / %, then ^ to the right.
/// </summary>
public sealed class TraceQlParser
{
    const int MaxDepth = 100;

    static readonly HashSet<string> Relations =
        [">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<", "&~"];

    static readonly HashSet<string> Comparisons = ["=", "!=", "<", "<=", ">", ">="];

    readonly string _text;
    readonly List<Token> _tokens;
    readonly FieldParser _fields;
    readonly QuantityParser _quantities;
    readonly Dictionary<string, TqValue> _hints = new(StringComparer.Ordinal);
    int _at;
    int _depth;

    TraceQlParser(string text)
    {
        _text = text;
        _tokens = new TraceQlLexer(text).Read();
        _fields = new FieldParser(this);
        _quantities = new QuantityParser(this, _fields);
    }

    /// <summary>The query of a text.</summary>
    /// <exception cref="UserErrorException">It is no valid query; the message tells line and column.</exception>
    public static TraceQlQuery Parse(string text)
    {
        var parser = new TraceQlParser(text);
        var query = parser.Query();
        while (StageParser.Hints(parser, parser._hints))
        {
        }

        return parser.Current.Kind == TokenKind.End ? query with { Hints = parser._hints } : throw parser.Unexpected("| or the end of the query");
    }

    /// <summary>The field of a text such as <c>span.http.method</c> or <c>duration</c>.</summary>
    /// <exception cref="UserErrorException">It is no field.</exception>
    public static FieldExpr Field(string text)
    {
        var parser = new TraceQlParser(text);
        var field = parser._fields.List("an attribute or intrinsic")[0];
        return parser.Current.Kind == TokenKind.End ? field : throw parser.Unexpected("the end of the name");
    }

    internal Token Current => _tokens[_at];

    internal Token Take() => _tokens[_at++];

    internal bool Accept(string symbol)
    {
        if (!Current.Is(symbol))
            return false;
        _at++;
        return true;
    }

    internal void Expect(string symbol)
    {
        if (!Accept(symbol))
            throw Unexpected($"\"{symbol}\"");
    }

    internal UserErrorException Unexpected(string expected) =>
        Error(Current.Position, Current.Kind == TokenKind.End ? $"unexpected end of query: expected {expected}"
            : $"unexpected \"{Current.Prefix}{Current.Text}\": expected {expected}");

    internal UserErrorException Error(int position, string message) => TraceQlLexer.Error(_text, position, message);

    // A query is text from outside: without a limit a thousand parentheses would end the process.
    internal T Deeper<T>(Func<T> parse)
    {
        if (++_depth > MaxDepth)
            throw Error(Current.Position, $"more than {MaxDepth} levels of nesting");
        var result = parse();
        _depth--;
        return result;
    }

    internal bool IsComparison => Current.Kind == TokenKind.Symbol && Comparisons.Contains(Current.Text);

    internal void Hints() => StageParser.Hints(this, _hints);

    TraceQlQuery Query()
    {
        var stages = Pipeline(out var naked);
        if (naked is null)
            return new TraceQlQuery(_text, stages);
        var series = naked as SeriesExpr ?? throw Unexpected("a comparison after the aggregate, such as > 1");
        var kept = new List<Stage>();
        Thresholds(kept);
        while (Accept("|"))
        {
            kept.Add(StageParser.Rank(this));
            Thresholds(kept);
        }

        if (kept.Count > 0)
            RefuseCompare(series);
        return series is SeriesQuery alone ? alone.Query with { Text = _text, Stages = [.. alone.Query.Stages, .. kept] }
            : new TraceQlQuery(_text, []) { Calculation = kept.Count == 0 ? series : new SeriesKept(series, kept) };
    }

    List<Stage> Pipeline(out Quantity? naked)
    {
        var stages = new List<Stage>();
        naked = null;
        do
        {
            var next = ParseStage(stages);
            if (next is Quantity quantity)
            {
                naked = quantity is SeriesExpr && stages.Count > 0 ? throw Unexpected("series at the begin of a query") : quantity;
                return stages;
            }

            stages.Add((Stage)next);
            if (next is MetricsStage or RankStage)
                Thresholds(stages);
        }
        while (Accept("|"));
        if (stages.OfType<MetricsStage>().FirstOrDefault() is { Function: "compare" } && stages[^1] is not MetricsStage)
            throw Error(Current.Position, CompareIsLast);
        return stages;
    }

    const string CompareIsLast = "`compare()` cannot be used with second stage functions";

    internal void RefuseCompare(SeriesExpr series)
    {
        if (series is SeriesQuery { Query.Metrics.Function: "compare" })
            throw Error(Current.Position, CompareIsLast);
    }

    void Thresholds(List<Stage> stages)
    {
        while (IsComparison)
            stages.Add(new ThresholdStage(Take().Text, _quantities.Bound()));
        Hints();
    }

    // A stage, or a quantity that is compared with nothing: the end of a pipeline in parentheses, or series.
    object ParseStage(List<Stage> before)
    {
        if (before.Count > 0 && before.OfType<MetricsStage>().Any())
            return StageParser.Rank(this);
        if (Current.Is("{") || Current.Is("("))
            return SpansetOrQuantity(Operand());
        if (StageParser.TryParse(this, _fields, before) is { } stage)
            return stage;
        return _quantities.Begins ? Compare(_quantities.Sum()) : throw Unexpected("{, (, an aggregate, by, select, coalesce or a metrics function");
    }

    object SpansetOrQuantity(object operand) => operand switch
    {
        SpansetExpr spanset => new SpansetStage(SpansetRest(spanset, 0)),
        Quantity quantity => Compare(_quantities.Rest(quantity, 0)),
        _ => throw Unexpected("a set of spans"),
    };

    object Compare(Quantity left)
    {
        if (left is SeriesExpr)
            return left;
        if (!IsComparison)
            return left;
        var comparison = Take();
        var right = _quantities.Sum();
        if (right is not ScalarExpr scalar || (left is ScalarStatic && right is ScalarStatic))
            throw Error(comparison.Position, "a comparison needs an aggregate such as count() on one side");
        return new ScalarStage(comparison.Text, (ScalarExpr)left, scalar);
    }

    internal object Operand() => Deeper<object>(() =>
    {
        if (Accept("{"))
            return new FilterExpr(_fields.Filter());
        Expect("(");
        var start = Current.Position;
        var stages = Pipeline(out var naked);
        var text = _text[start..Current.Position];
        Expect(")");
        if (naked is not null && stages.Count == 0)
            return naked;
        if (naked is not null)
            return new ScalarPipeline(stages, naked is ScalarStatic ? throw Unexpected("an aggregate such as count()") : (ScalarExpr)naked);
        if (stages.OfType<MetricsStage>().Any())
            return new SeriesQuery(new TraceQlQuery(text.TrimEnd(), stages));
        return stages is [SpansetStage only] ? only.Expression : new NestedExpr(stages);
    });

    // And and or bind equally, structural operators closer.
    SpansetExpr SpansetRest(SpansetExpr left, int level)
    {
        while (Current.Kind == TokenKind.Symbol)
        {
            var operation = Current.Text;
            var binds = operation is "&&" or "||" ? 1 : Relations.Contains(operation) ? 2 : 0;
            if (binds == 0 || binds <= level)
                return left;
            _at++;
            var right = Operand() as SpansetExpr ?? throw Unexpected("a set of spans");
            left = new RelationExpr(operation, left, SpansetRest(right, binds));
        }

        return left;
    }
}
