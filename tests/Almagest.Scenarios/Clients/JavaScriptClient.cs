using System.Diagnostics;
using System.Security.Cryptography;

namespace Almagest.Scenarios.Clients;

/// <summary>Sends a little of everything with the OpenTelemetry SDK for JavaScript: otel-js/send.mjs, with the packages of its lock file.</summary>
sealed class JavaScriptClient
{
    const string Script = "send.mjs";

    static readonly string[] Files = ["package.json", "package-lock.json", Script];
    static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>Sends; fails when an exporter complains.</summary>
    /// <param name="protocol">grpc, http/protobuf or http/json.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="service">service.name; ending in delta, metrics are sent as differences.</param>
    internal static async Task SendAsync(string protocol, Uri endpoint, string service)
    {
        var folder = await Installed.Value;
        await RunAsync("node", folder, Script, protocol, endpoint.ToString(), service);
    }

    /// <summary>Installs once per lock file, beside the other results of builds.</summary>
    static async Task<string> InstallAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Clients", "otel-js");
        using var text = new MemoryStream();
        foreach (var file in Files)
            text.Write(await File.ReadAllBytesAsync(Path.Combine(source, file)));
        var store = Path.Combine(Artifacts(), "otel-js");
        var folder = Path.Combine(store, Convert.ToHexStringLower(SHA256.HashData(text.ToArray()))[..16]);
        if (Directory.Exists(folder))
            return folder;
        // Into another folder first: an installation that is cut off must not be taken for a whole one.
        var unfinished = Directory.CreateDirectory(Path.Combine(store, "." + Guid.NewGuid().ToString("n"))).FullName;
        foreach (var file in Files)
            File.Copy(Path.Combine(source, file), Path.Combine(unfinished, file));
        await RunAsync("npm", unfinished, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        try
        {
            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another run was faster; both hold the same.
            Directory.Delete(unfinished, recursive: true);
        }

        return folder;
    }

    static string Artifacts()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.Name == "artifacts")
                return folder.FullName;
        }

        return AppContext.BaseDirectory;
    }

    static async Task RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} cannot be started: install Node.js 20 or newer");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
    }
}
