using System.Text;

namespace Almagest.Telemetry.Logs;

/// <summary>
/// Finds texts that every match of a regular expression (RE2) contains, so that an index can be asked before the expression is. Only what stands outside of
/// groups and choices is looked at; what is not understood gives nothing.
/// </summary>
static class RegexLiterals
{
    internal static IReadOnlyList<string> Of(string pattern)
    {
        var (literals, current) = (new List<string>(), new StringBuilder());
        // Without regard to case, k and s stand for the Kelvin sign and the long s as well.
        var folded = pattern.Contains("(?", StringComparison.Ordinal) && HasFoldFlag(pattern);
        for (var i = 0; i < pattern.Length;)
        {
            if (pattern[i] == '|')
                return [];
            if (Literal(pattern, i) is { } literal && !(folded && (literal.Sign is 'k' or 'K' or 's' or 'S' || literal.Sign >= 128)))
            {
                i = literal.Next;
                var (optional, repeated) = Quantifier(pattern, ref i);
                if (optional)
                    End();
                else
                    current.Append(literal.Sign);
                if (repeated)
                    End();
                continue;
            }

            End();
            if (Skip(pattern, i) is not { } next)
                return [];
            i = next;
            _ = Quantifier(pattern, ref i);
        }

        End();
        return literals;

        void End()
        {
            if (current.Length > 0)
                literals.Add(current.ToString());
            current.Clear();
        }
    }

    // Flags may be set in the middle; for a literal it does no harm to think they hold of all.
    static bool HasFoldFlag(string pattern)
    {
        for (var at = pattern.IndexOf("(?", StringComparison.Ordinal); at >= 0; at = pattern.IndexOf("(?", at + 1, StringComparison.Ordinal))
            for (var i = at + 2; i < pattern.Length && pattern[i] is not (':' or ')' or '<' or 'P'); i++)
                if (pattern[i] == 'i')
                    return true;
        return false;
    }

    static (char Sign, int Next)? Literal(string pattern, int at) => pattern[at] switch
    {
        '\\' => at + 1 < pattern.Length && char.IsAscii(pattern[at + 1]) && !char.IsAsciiLetterOrDigit(pattern[at + 1]) ? (pattern[at + 1], at + 2) : null,
        '.' or '[' or '(' or ')' or '^' or '$' or '*' or '+' or '?' or '{' => null,
        var sign => (sign, at + 1),
    };

    /// <summary>Steps over a quantifier: whether what stands before it may be missing, and whether it may come more than once.</summary>
    static (bool Optional, bool Repeated) Quantifier(string pattern, ref int at)
    {
        var (optional, repeated) = (false, false);
        while (at < pattern.Length && pattern[at] is '*' or '+' or '?' or '{')
        {
            repeated = true;
            // Any repetition but "+" may be of none.
            optional |= pattern[at] != '+';
            if (pattern[at] == '{')
                at = pattern.IndexOf('}', at) is var close && close > 0 ? close : pattern.Length - 1;
            at++;
            if (at > pattern.Length)
                at = pattern.Length;
        }

        return (optional, repeated);
    }

    /// <summary>The place after something that is no literal; null when it can not be told.</summary>
    static int? Skip(string pattern, int at)
    {
        switch (pattern[at])
        {
            case '.' or '^' or '$':
                return at + 1;
            case '[':
                return Class(pattern, at);
            case '(':
                return Group(pattern, at);
            case '\\' when at + 1 < pattern.Length:
                // \Q begins a quotation, \x, \p and octal numbers have more signs after them.
                return pattern[at + 1] is 'Q' or 'E' or 'x' or 'p' or 'P' or (>= '0' and <= '9') or 'C' ? null : at + 2;
            case 'k' or 'K' or 's' or 'S' or >= (char)128:
                return at + 1;
            default:
                return null;
        }
    }

    static int? Class(string pattern, int at)
    {
        var i = at + 1;
        if (i < pattern.Length && pattern[i] == '^')
            i++;
        if (i < pattern.Length && pattern[i] == ']')
            i++;
        for (; i < pattern.Length && pattern[i] != ']'; i++)
        {
            if (pattern[i] == '\\')
                i++;
            else if (pattern[i] == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
                i = pattern.IndexOf(":]", i, StringComparison.Ordinal) is var end && end > 0 ? end + 1 : pattern.Length;
        }

        return i < pattern.Length ? i + 1 : null;
    }

    static int? Group(string pattern, int at)
    {
        var depth = 0;
        for (var i = at; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                if (i + 1 < pattern.Length && pattern[i + 1] == 'Q')
                    return null;
                i++;
            }
            else if (pattern[i] == '[')
            {
                if (Class(pattern, i) is not { } end)
                    return null;
                i = end - 1;
            }
            else if (pattern[i] == '(')
            {
                depth++;
            }
            else if (pattern[i] == ')' && --depth == 0)
            {
                return i + 1;
            }
        }

        return null;
    }
}
