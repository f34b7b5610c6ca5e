using System.Collections.Frozen;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>The words with a meaning of their own, recognised in any case. Most may still be names of metrics and labels.</summary>
static class Keywords
{
    static readonly FrozenDictionary<string, TokenKind> Kinds = new (TokenKind Kind, string Words)[]
    {
        (TokenKind.Operator, "and or unless atan2"),
        (TokenKind.Aggregator, "sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio"),
        (TokenKind.Keyword, "offset smoothed anchored by without on ignoring group_left group_right fill fill_left fill_right bool"),
        (TokenKind.Preprocessor, "start end step range max_of min_of"),
        (TokenKind.Number, "inf nan"),
    }.SelectMany(static row => row.Words.Split(' ').Select(word => (word, row.Kind))).ToFrozenDictionary(static row => row.word, static row => row.Kind, StringComparer.OrdinalIgnoreCase);

    // Words that begin a modifier of a binary operator can not name a metric: `a + on` would be ambiguous.
    static readonly FrozenSet<string> NoMetric = FrozenSet.Create(StringComparer.Ordinal, "bool", "on", "ignoring", "group_left", "group_right", "atan2");

    static readonly FrozenSet<string> WithParameter = FrozenSet.Create(StringComparer.Ordinal, "topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio");

    /// <summary>The class of a word, null for plain names.</summary>
    public static TokenKind? Find(string word) => Kinds.TryGetValue(word, out var kind) ? kind : null;

    /// <summary>Whether a word within brackets begins a duration.</summary>
    public static bool IsDuration(string word) => word is "step" or "range" or "max_of" or "min_of";

    /// <summary>Whether the token may stand as a metric's name.</summary>
    public static bool CanBeMetric(Token token) => token.Kind switch
    {
        TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.Aggregator or TokenKind.Preprocessor => true,
        TokenKind.Operator or TokenKind.Keyword => char.IsAsciiLetter(token.Word[0]) && !NoMetric.Contains(token.Word),
        _ => false,
    };

    /// <summary>Whether the token may stand as a label in a list such as that of <c>by</c>.</summary>
    public static bool CanBeLabel(Token token) => token.Kind switch
    {
        TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.Aggregator or TokenKind.Preprocessor => true,
        TokenKind.Operator or TokenKind.Keyword => char.IsAsciiLetter(token.Word[0]) && token.Word != "without",
        _ => false,
    };

    /// <summary>Whether the aggregator takes a parameter before the vector.</summary>
    public static bool TakesParameter(string aggregator) => WithParameter.Contains(aggregator);
}
