using Almagest.Model;

namespace Almagest.Server.Platform.Traces;

/// <summary>Reads the ids people paste: either case, leading zeros left out.</summary>
static class TraceIdText
{
    const int Digits = 32;

    /// <summary>32 digits in lower case.</summary>
    /// <exception cref="UserErrorException">It is no trace id.</exception>
    internal static string Parse(string text)
    {
        if (text.Length is 0 or > Digits || !text.All(char.IsAsciiHexDigit))
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_trace_id", $"\"{text}\" is not a trace id: expected 1 to {Digits} hexadecimal digits");
        return text.ToLowerInvariant().PadLeft(Digits, '0');
    }
}
