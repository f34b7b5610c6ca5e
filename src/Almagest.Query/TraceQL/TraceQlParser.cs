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
    static readonly HashSet<string> Aggregates = ["count", "avg", "min", "max", "sum"];

    readonly string _text;
    readonly List<Token> _tokens;
    readonly FieldParser _fields;
    int _at;
    int _depth;

    TraceQlParser(string text)
    {
        _text = text;
        _tokens = new TraceQlLexer(text).Read();
        _fields = new FieldParser(this);
    }

    /// <summary>The query of a text.</summary>
    /// <exception cref="UserErrorException">It is no valid query; the message tells line and column.</exception>
    public static TraceQlQuery Parse(string text)
    {
        var parser = new TraceQlParser(text);
        var stages = parser.Pipeline(out var naked);
        if (naked is not null)
            throw parser.Unexpected("a comparison after the aggregate, such as > 1");
        StageParser.Hints(parser);
        if (parser.Current.Kind != TokenKind.End)
            throw parser.Unexpected("| or the end of the query");
        return new TraceQlQuery(text, stages);
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

    List<Stage> Pipeline(out ScalarExpr? naked)
    {
        var stages = new List<Stage>();
        do
        {
            var next = ParseStage(stages);
            if (next is ScalarExpr scalar)
            {
                naked = scalar;
                return stages;
            }

            stages.Add((Stage)next);
            if (next is MetricsStage or RankStage && Comparisons.Contains(Current.Text) && Current.Kind == TokenKind.Symbol)
                stages.Add(StageParser.Threshold(this, Take().Text));
        }
        while (Accept("|"));
        naked = null;
        return stages;
    }

    // A stage, or an aggregate that is compared with nothing: the end of a pipeline in parentheses.
    object ParseStage(List<Stage> before)
    {
        if (Current.Is("{") || Current.Is("("))
            return SpansetOrScalar(Operand());
        if (StageParser.TryParse(this, _fields, before) is { } stage)
            return stage;
        return IsScalarStart() ? Compare(ScalarSum()) : throw Unexpected("{, (, an aggregate, by, select, coalesce or a metrics function");
    }

    bool IsScalarStart() => Aggregates.Contains(Current.Text) || Current.Kind is TokenKind.Int or TokenKind.Float or TokenKind.Duration || Current.Is("-");

    object SpansetOrScalar(object operand) => operand switch
    {
        SpansetExpr spanset => new SpansetStage(SpansetRest(spanset, 0)),
        ScalarExpr scalar => Compare(ScalarRest(scalar, 0)),
        _ => throw Unexpected("a set of spans"),
    };

    object Compare(ScalarExpr left)
    {
        if (!Comparisons.Contains(Current.Text) || Current.Kind != TokenKind.Symbol)
            return left;
        var comparison = Take().Text;
        return new ScalarStage(comparison, left, ScalarSum());
    }

    object Operand() => Deeper<object>(() =>
    {
        if (Accept("{"))
            return new FilterExpr(_fields.Filter());
        Expect("(");
        var stages = Pipeline(out var naked);
        Expect(")");
        if (naked is not null)
            return stages.Count == 0 ? naked : new ScalarPipeline(stages, naked);
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

    ScalarExpr ScalarSum() => ScalarRest(ScalarOperand(), 0);

    ScalarExpr ScalarRest(ScalarExpr left, int level)
    {
        while (Current.Kind == TokenKind.Symbol && FieldParser.Arithmetic(Current.Text) is > 0 and var binds && binds > level)
        {
            var operation = Take().Text;
            left = new ScalarBinary(operation, left, ScalarRest(ScalarOperand(), operation == "^" ? binds - 1 : binds));
        }

        return left;
    }

    ScalarExpr ScalarOperand()
    {
        if (Current.Is("("))
            return Operand() as ScalarExpr ?? throw Unexpected("an aggregate in the parentheses");
        if (Accept("-"))
            return new ScalarBinary("-", new ScalarStatic(TqValue.Of(0)), ScalarOperand());
        var token = Take();
        if (token.Kind is TokenKind.Int or TokenKind.Float or TokenKind.Duration)
            return new ScalarStatic(FieldParser.NumberOf(token));
        if (!Aggregates.Contains(token.Text))
            throw Error(token.Position, $"unexpected \"{token.Prefix}{token.Text}\": expected a number or one of count, avg, min, max, sum");
        Expect("(");
        var argument = token.Text == "count" ? null : _fields.Measured();
        Expect(")");
        return new ScalarAggregate(token.Text, argument);
    }
}
