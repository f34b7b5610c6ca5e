using System.Security.Cryptography;
using System.Text;

namespace Almagest.ClickHouse.Engine;

/// <summary>The values that let a request in. New at every start, never on a command line, never in a log.</summary>
/// <param name="Header">Required in <c>X-Engine-Secret</c> for anything but <c>/ping</c>.</param>
/// <param name="WriterPassword">Password of <c>almagest</c>.</param>
/// <param name="ReaderPassword">Password of <c>reader</c>.</param>
sealed record EngineSecrets(string Header, string WriterPassword, string ReaderPassword)
{
    public static EngineSecrets Create() => new(NewValue(), NewValue(), NewValue());

    public static string Sha256(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));

    /// <summary>Prints no value: records print all of theirs.</summary>
    public override string ToString() => nameof(EngineSecrets);

    static string NewValue() => RandomNumberGenerator.GetHexString(64, lowercase: true);
}
