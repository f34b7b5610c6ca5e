using System.Collections.Frozen;

namespace Almagest.Server.Platform.Web;

/// <summary>One file of the pages, with the compressed forms made of it when it was built.</summary>
/// <param name="Path">Where it is served, such as <c>/assets/index-B1x9.js</c>.</param>
/// <param name="MediaType">Its <c>Content-Type</c>.</param>
/// <param name="Hash">Names its content; the entity tags of its forms are made of it.</param>
/// <param name="Forms">Files by content coding: <c>br</c>, <c>gzip</c>, and <c>identity</c>, which is always there.</param>
sealed record WebFile(string Path, string MediaType, string Hash, FrozenDictionary<string, FileInfo> Forms)
{
    /// <summary>Codings from smallest to largest result.</summary>
    internal static readonly (string Coding, string Extension)[] Codings = [("br", ".br"), ("gzip", ".gz"), (Identity, "")];

    internal const string Identity = "identity";

    /// <summary>Whether its name changes with its content: such a file never needs to be asked for again.</summary>
    internal bool IsImmutable => Path.StartsWith(WebFiles.Hashed, StringComparison.Ordinal);
}
