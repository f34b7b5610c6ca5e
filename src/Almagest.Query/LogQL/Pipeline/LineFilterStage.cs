using Almagest.Query.Common;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>|= "a" or "b"</c> and its kin.</summary>
sealed class LineFilterStage : Stage
{
    readonly Func<string, bool>[] _choices;
    readonly bool _negative;

    /// <exception cref="FormatException">A regular expression, pattern or address is malformed.</exception>
    internal LineFilterStage(LineFilterExpr filter)
    {
        _negative = filter.IsNegative;
        _choices = [.. filter.Choices.Select(choice => Test(filter.Operator, choice))];
    }

    internal override bool Process(LineState line) => Matches(line.Text);

    internal bool Matches(string text)
    {
        foreach (var choice in _choices)
            if (choice(text))
                return !_negative;
        return _negative;
    }

    static Func<string, bool> Test(string op, LineFilterChoice choice)
    {
        var text = choice.Text;
        if (choice.IsIp)
            return op is "|=" or "!=" ? new IpPattern(text).IsIn : throw new FormatException("ip: invalid operation");
        return op switch
        {
            "|=" or "!=" => line => line.Contains(text, StringComparison.Ordinal),
            "|~" or "!~" => new GoRegex(text).IsMatch,
            _ => LinePattern.ParseFilter(text).IsMatch,
        };
    }
}
