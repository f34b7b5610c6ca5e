using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Removes what identifies people from the line and its attributes: <c>pii: {kinds: [email, ip], secret: …}</c>. Each find becomes
/// <c>[email]</c>, or with a secret <c>[email:hash]</c>, so that equal ones can still be told. Stages that need an address, such as geoip, belong before it.
/// </summary>
sealed partial class PiiStage(PiiStage.Kind[] kinds, byte[]? secret) : IPipelineStage
{
    const int HashDigits = 12;

    static readonly Kind[] Known =
    [
        new("email", Email(), null),
        new("jwt", Jwt(), null),
        new("bearer", Bearer(), null),
        new("aws_key", AwsKey(), null),
        new("iban", Iban(), IsIban),
        new("credit_card", CreditCard(), IsLuhn),
        new("ssn", Ssn(), null),
        new("ip", Ip(), static text => IPAddress.TryParse(text, out _)),
        new("phone", Phone(), static text => text.Count(char.IsAsciiDigit) is >= 8 and <= 15),
    ];

    internal static PiiStage Create(StageOptions options)
    {
        var names = options.List("kinds");
        var unknown = names.FirstOrDefault(static name => !Array.Exists(Known, kind => kind.Name == name));
        if (unknown is not null)
            throw options.Invalid($"kind \"{unknown}\" is not known; known are {string.Join(", ", Known.Select(static k => k.Name))}");
        // Telephone numbers look like many other numbers: they are removed only when asked for.
        var kinds = Known.Where(kind => names.Length == 0 ? kind.Name != "phone" : names.Contains(kind.Name));
        return new PiiStage([.. kinds], options.Text("secret") is { Length: > 0 } secret ? Encoding.UTF8.GetBytes(secret) : null);
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        entry.Line = Clean(entry.Line);
        foreach (var (name, value) in entry.Metadata.ToList())
        {
            var clean = Clean(value);
            if (!ReferenceEquals(clean, value) && clean != value)
                entry.SetMetadata(name, clean);
        }
    }

    string Clean(string text)
    {
        foreach (var kind in kinds)
        {
            text = kind.Pattern.Replace(text, match =>
                kind.IsReally is null || kind.IsReally(match.Value) ? Replacement(kind.Name, match.Value) : match.Value);
        }

        return text;
    }

    string Replacement(string name, string value) => secret is null ? $"[{name}]"
        : $"[{name}:{Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(value)))[..HashDigits]}]";

    static bool IsLuhn(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(static c => c - '0').Reverse().ToList();
        return digits.Select(static (digit, i) => i % 2 == 0 ? digit : digit * 2 > 9 ? (digit * 2) - 9 : digit * 2).Sum() % 10 == 0;
    }

    // ISO 13616: the first four characters moved to the end, letters as numbers, leave 1 when divided by 97.
    static bool IsIban(string text)
    {
        var compact = text.Replace(" ", "", StringComparison.Ordinal);
        var rest = 0;
        foreach (var c in compact[4..] + compact[..4])
            rest = (rest * (char.IsAsciiDigit(c) ? 10 : 100) + (char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10)) % 97;
        return rest == 1;
    }

    [GeneratedRegex(@"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})*\.[A-Za-z]{2,24}")]
    private static partial Regex Email();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_\-]{5,}\.[A-Za-z0-9_\-]{5,}\.[A-Za-z0-9_\-]*")]
    private static partial Regex Jwt();

    [GeneratedRegex(@"(?<=\b[Bb]earer )[A-Za-z0-9._~+/\-]{8,}=*")]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")]
    private static partial Regex AwsKey();

    [GeneratedRegex(@"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")]
    private static partial Regex Iban();

    [GeneratedRegex(@"\b(?:\d[ \-]?){12,18}\d\b")]
    private static partial Regex CreditCard();

    [GeneratedRegex(@"\b(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b")]
    private static partial Regex Ssn();

    [GeneratedRegex(@"(?<![\w.:])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w]|\.\d)")]
    private static partial Regex Ip();

    [GeneratedRegex(@"(?<![\w.])\+?\d[\d ()\-]{6,18}\d(?![\w.])")]
    private static partial Regex Phone();

    /// <summary>A kind of personal data.</summary>
    /// <param name="Name">What stands in its place.</param>
    /// <param name="Pattern">What it looks like.</param>
    /// <param name="IsReally">Whether what looks like it is it; null when the look is enough.</param>
    internal sealed record Kind(string Name, Regex Pattern, Func<string, bool>? IsReally);
}
