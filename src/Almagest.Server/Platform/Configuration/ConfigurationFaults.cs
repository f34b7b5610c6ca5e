using System.Text.RegularExpressions;
using Almagest.Model;
using Microsoft.Extensions.Options;

namespace Almagest.Server.Platform.Configuration;

/// <summary>Says in words of the configuration file what the library for options says in words of our classes.</summary>
static partial class ConfigurationFaults
{
    /// <summary>The fault of the configuration behind an exception; null when it has another cause.</summary>
    /// <param name="error">What was thrown while options were read.</param>
    /// <param name="sections">The options by section name; the empty name is the top level.</param>
    internal static UserErrorException? Explain(Exception error, IReadOnlyDictionary<string, Type> sections) => error switch
    {
        OptionsValidationException invalid => Fault(string.Join("; ", invalid.Failures.Select(f => OutOfRange(f, SectionOf(invalid.OptionsType, sections))))),
        AggregateException many when many.InnerExceptions.Select(e => Explain(e, sections)).OfType<UserErrorException>().ToList() is { Count: > 0 } faults =>
            Fault(string.Join("; ", faults.Select(static f => f.Message))),
        _ when Unreadable().Match(error.Message) is { Success: true } found => Fault(
            $"configuration key \"{Written(found.Groups["key"].Value)}\" is \"{found.Groups["value"].Value}\", which is not {Kind(found.Groups["type"].Value)}"),
        _ => null,
    };

    static string OutOfRange(string failure, string section)
    {
        if (Failed().Match(failure) is not { Success: true } found) return failure;
        var (member, text) = (found.Groups["member"].Value, found.Groups["text"].Value);
        var key = Written(section.Length == 0 ? member : $"{section}:{member}");
        return $"configuration key \"{key}\" {text.Replace($"The field {member} ", "", StringComparison.Ordinal).Replace($"The {member} field ", "", StringComparison.Ordinal).TrimEnd('.')}";
    }

    static string SectionOf(Type options, IReadOnlyDictionary<string, Type> sections) => sections.FirstOrDefault(s => s.Value == options).Key ?? "";

    /// <summary>A key as people write it: <c>otlp.max_request_bytes</c>.</summary>
    internal static string Written(string key) =>
        string.Join('.', key.Split(':').Select(static part => WordStart().Replace(part, "_").ToLowerInvariant()));

    static string Kind(string type) => type switch
    {
        nameof(Boolean) => "true or false",
        nameof(TimeSpan) => "a duration such as 200ms, 15s or 30d",
        nameof(Int32) or nameof(Int64) => "a whole number, or is too large",
        nameof(Double) => "a number",
        _ => $"one of the values of {type}",
    };

    static UserErrorException Fault(string message) => new(UserErrorKind.Invalid, "config_invalid", message);

    [GeneratedRegex(@"Failed to convert configuration value '(?<value>.*)' at '(?<key>[^']+)' to type '(?:[\w.]+\.)?(?<type>\w+)'", RegexOptions.Singleline)]
    private static partial Regex Unreadable();

    [GeneratedRegex(@"members: '(?<member>\w+)' with the error: '(?<text>.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex Failed();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}
