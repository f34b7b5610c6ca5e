using System.Globalization;
using System.Text;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Go's <c>printf</c> (https://pkg.go.dev/fmt) for the values templates have.</summary>
static class GoPrintf
{
    internal static string Format(string format, ReadOnlySpan<object?> arguments)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                text.Append(format[at]);
                continue;
            }

            var flags = "";
            while (++at < format.Length && "+-# 0".Contains(format[at], StringComparison.Ordinal))
                flags += format[at];
            var width = Number(format, ref at, arguments, ref next);
            int? precision = null;
            if (at < format.Length && format[at] == '.')
            {
                at++;
                precision = Number(format, ref at, arguments, ref next) ?? 0;
            }

            if (at >= format.Length)
                return text.Append("%!(NOVERB)").ToString();
            if (format[at] == '%')
                text.Append('%');
            else if (next >= arguments.Length)
                text.Append("%!").Append(format[at]).Append("(MISSING)");
            else
                text.Append(Pad(One(format[at], flags, precision, arguments[next++]), flags, width));
        }

        if (next < arguments.Length)
            text.Append("%!(EXTRA ").AppendJoin(", ", arguments[next..].ToArray().Select(static a => $"{TemplateValues.TypeName(a)}={TemplateValues.Print(a)}")).Append(')');
        return text.ToString();
    }

    static int? Number(string format, ref int at, ReadOnlySpan<object?> arguments, ref int next)
    {
        if (at < format.Length && format[at] == '*' && next < arguments.Length)
        {
            at++;
            return (int)TemplateArguments.ToWhole(arguments[next++]);
        }

        var start = at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
            at++;
        // Widths beyond a line's length serve nobody and would only cost memory.
        return at > start ? Math.Min(int.TryParse(format.AsSpan(start, at - start), out var number) ? number : 0, 10_000) : null;
    }

    static string One(char verb, string flags, int? precision, object? value) => (verb, value) switch
    {
        ('v', double number) => GoNumbers.Print(number),
        ('v', _) => TemplateValues.PrintInner(value),
        (not 'T', null or NoValue) => $"%!{verb}(<nil>)",
        ('T', null or NoValue) => "<nil>",
        ('T', _) => TemplateValues.TypeName(value),
        ('s', string text) => precision is { } cut ? GoText.FirstRunes(text, cut) : text,
        ('q', string text) => GoText.Quote(text),
        ('x' or 'X', string text) => Case(verb, Convert.ToHexString(Encoding.UTF8.GetBytes(text))),
        ('d', long number) => Sign(number.ToString(CultureInfo.InvariantCulture), flags),
        ('b', long number) => Convert.ToString(number, 2),
        ('o', long number) => Convert.ToString(number, 8),
        ('x' or 'X', long number) => Case(verb, number.ToString("X", CultureInfo.InvariantCulture)),
        ('U', long number) => string.Create(CultureInfo.InvariantCulture, $"U+{number:X4}"),
        ('c', long number) => Rune.IsValid((int)number) ? new Rune((int)number).ToString() : "\ufffd",
        ('f' or 'F', double number) => Sign(number.ToString("F" + (precision ?? 6).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), flags),
        ('e' or 'E', double number) => Sign(Exponent(number, precision ?? 6, verb), flags),
        ('g' or 'G', double number) => Sign(precision is { } digits ? GoFloat.General(number, Math.Max(digits, 1)) : GoNumbers.Print(number), flags),
        ('t', bool truth) => truth ? "true" : "false",
        ('s', GoTime or IReadOnlyCollection<object?>) => TemplateValues.Print(value),
        _ => $"%!{verb}({TemplateValues.TypeName(value)}={TemplateValues.Print(value)})",
    };

    static string Exponent(double number, int precision, char verb)
    {
        var digits = new string('0', precision);
        return number.ToString(precision == 0 ? $"0{verb}+00" : $"0.{digits}{verb}+00", CultureInfo.InvariantCulture);
    }

    static string Case(char verb, string hexadecimal) => verb == 'x' ? hexadecimal.ToLowerInvariant() : hexadecimal;

    static string Sign(string number, string flags) => number[0] is '-' ? number : flags.Contains('+', StringComparison.Ordinal) ? "+" + number : flags.Contains(' ', StringComparison.Ordinal) ? " " + number : number;

    static string Pad(string text, string flags, int? width)
    {
        var missing = (width ?? 0) - text.EnumerateRunes().Count();
        if (missing <= 0)
            return text;
        if (flags.Contains('-', StringComparison.Ordinal))
            return text + new string(' ', missing);
        if (!flags.Contains('0', StringComparison.Ordinal))
            return new string(' ', missing) + text;
        var sign = text.Length > 0 && text[0] is '-' or '+' ? 1 : 0;
        return text[..sign] + new string('0', missing) + text[sign..];
    }
}
