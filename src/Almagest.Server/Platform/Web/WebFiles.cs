using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Almagest.Server.Platform.Web;

/// <summary>The files of the pages, read once at start: which there are, in which forms, and what names their content.</summary>
sealed class WebFiles
{
    /// <summary>Where the bundler puts files whose names hold a hash of their content.</summary>
    internal const string Hashed = "/assets/";

    const string IndexPath = "/index.html";

    static readonly FrozenDictionary<string, string> MediaTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".json"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
        [".txt"] = "text/plain; charset=utf-8",
        [".woff2"] = "font/woff2",
        [".ttf"] = "font/ttf",
    }.ToFrozenDictionary();

    readonly FrozenDictionary<string, WebFile> _files;

    internal WebFiles(string folder)
    {
        var found = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];
        _files = found.Where(static path => MediaTypes.ContainsKey(Path.GetExtension(path)))
            .Select(path => Read(folder, path)).ToFrozenDictionary(static file => file.Path, StringComparer.Ordinal);
    }

    /// <summary>The document every page starts from; null when the pages were not built.</summary>
    internal WebFile? Index => _files.GetValueOrDefault(IndexPath);

    /// <summary>The file served at <paramref name="path"/>, or null. Only paths seen at start match, so none leads out of the folder.</summary>
    internal WebFile? Find(string path) => path == "/" ? Index : _files.GetValueOrDefault(path);

    static WebFile Read(string folder, string path)
    {
        var forms = WebFile.Codings.Select(c => (c.Coding, File: new FileInfo(path + c.Extension)))
            .Where(static form => form.File.Exists).ToFrozenDictionary(static form => form.Coding, static form => form.File);
        using var content = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
        var url = "/" + Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
        return new WebFile(url, MediaTypes[Path.GetExtension(path)], hash, forms);
    }
}
