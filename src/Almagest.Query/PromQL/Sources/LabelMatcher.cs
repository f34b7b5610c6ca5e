using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Sources;

/// <summary>How a matcher compares.</summary>
public enum MatchKind
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>=~</c>, the whole value.</summary>
    Regex,

    /// <summary><c>!~</c></summary>
    NotRegex,
}

/// <summary>A condition on one label. An absent label has the empty value. Regular expressions are RE2's and match the whole value.</summary>
public sealed class LabelMatcher : IEquatable<LabelMatcher>
{
    readonly GoRegex? _regex;
    readonly HashSet<string>? _literals;

    /// <exception cref="ArgumentException">The regular expression is malformed.</exception>
    public LabelMatcher(MatchKind kind, string name, string value)
    {
        (Kind, Name, Value) = (kind, name, value);
        if (kind is not (MatchKind.Regex or MatchKind.NotRegex))
            return;
        Literals = RegexLiterals.Find(value);
        if (Literals is not null)
        {
            _literals = [.. Literals];
            return;
        }

        try
        {
            _regex = GoRegex.OfWhole(value);
        }
        catch (FormatException fault)
        {
            throw new ArgumentException(fault.Message, fault);
        }
    }

    /// <summary>How it compares.</summary>
    public MatchKind Kind { get; }

    /// <summary>The label.</summary>
    public string Name { get; }

    /// <summary>The value or regular expression.</summary>
    public string Value { get; }

    /// <summary>All values the regular expression matches, when they are few and fixed, such as for <c>a|b</c>; else null.</summary>
    public IReadOnlyList<string>? Literals { get; }

    /// <summary>Whether a value satisfies the condition.</summary>
    public bool Matches(string value) => Kind switch
    {
        MatchKind.Equal => string.Equals(value, Value, StringComparison.Ordinal),
        MatchKind.NotEqual => !string.Equals(value, Value, StringComparison.Ordinal),
        MatchKind.Regex => MatchesRegex(value),
        _ => !MatchesRegex(value),
    };

    /// <summary>The operator as it is written.</summary>
    public string Operator => Kind switch { MatchKind.Equal => "=", MatchKind.NotEqual => "!=", MatchKind.Regex => "=~", _ => "!~" };

    /// <inheritdoc/>
    public bool Equals(LabelMatcher? other) => other is not null && Kind == other.Kind && Name == other.Name && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelMatcher);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Value);

    bool MatchesRegex(string value) => _literals?.Contains(value) ?? _regex!.IsMatch(value);
}
