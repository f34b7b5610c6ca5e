using System.Text;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Finds where a number or duration ends. What it accepts is not always valid: the parser reads the value and judges.</summary>
sealed class NumberScanner(byte[] text)
{
    static readonly byte[] Decimal = Encoding.ASCII.GetBytes("0123456789");
    static readonly byte[] Hexadecimal = Encoding.ASCII.GetBytes("0123456789abcdefABCDEF");
    int _at;

    /// <summary>The end, and what was found; null when it is neither, with the end where that shows.</summary>
    public (int End, TokenKind? Kind) Scan(int from)
    {
        _at = from;
        if (ScanNumber())
            return (_at, TokenKind.Number);
        return ScanDuration() ? (_at, TokenKind.Duration) : (_at, null);
    }

    bool ScanNumber()
    {
        var digits = Decimal;
        if (Accept("0") && Accept("xX"))
        {
            Accept("_");
            digits = Hexadecimal;
        }

        Accept(".");
        AcceptOne(digits);
        var (point, exponent) = (false, false);
        while (Is(digits) || Is("._eE"))
        {
            if (Is(".") && point)
                return Refuse(".");
            if (Is("eE") && !Is(digits) && exponent)
                return Refuse("eE");
            if (Accept("."))
            {
                point = true;
                if (Accept("_.") || digits == Hexadecimal)
                    return false;
            }
            else if (Is("eE") && (digits == Decimal || !Is(digits)))
            {
                Accept("eE");
                exponent = true;
                Accept("+-");
                if (Accept("._eE") || _at >= text.Length)
                    return false;
            }
            else if (Accept("_"))
            {
                if (Accept("._eE") || _at >= text.Length)
                    return false;
            }
            else
            {
                while (AcceptOne(digits))
                    continue;
            }
        }

        return !IsAlphaNumeric(_at);
    }

    bool ScanDuration()
    {
        if (!Accept("smhdwy"))
            return false;
        Accept("s");
        while (AcceptOne(Decimal))
        {
            while (AcceptOne(Decimal))
                continue;
            if (!Accept("smhdw"))
                return false;
            Accept("s");
        }

        if (!IsAlphaNumeric(_at))
            return true;
        _at++;
        return false;
    }

    bool Refuse(string symbols)
    {
        Accept(symbols);
        return false;
    }

    bool Is(string symbols) => _at < text.Length && symbols.Contains((char)text[_at], StringComparison.Ordinal);

    bool Is(byte[] symbols) => _at < text.Length && symbols.AsSpan().Contains(text[_at]);

    bool Accept(string symbols)
    {
        if (!Is(symbols))
            return false;
        _at++;
        return true;
    }

    bool AcceptOne(byte[] symbols)
    {
        if (!Is(symbols))
            return false;
        _at++;
        return true;
    }

    bool IsAlphaNumeric(int at) => at < text.Length && (text[at] == '_' || char.IsAsciiLetterOrDigit((char)text[at]));
}
