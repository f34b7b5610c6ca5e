using System.Diagnostics;
using System.Security.Cryptography;

namespace Almagest.Scenarios.Fixtures;

/// <summary>A program for Node.js with the packages of its lock file, installed once per content beside the other results of builds.</summary>
/// <param name="source">The folder with package.json, package-lock.json and the script.</param>
/// <param name="script">The script's name.</param>
public sealed class NodeProgram(string source, string script)
{
    Task<string>? _installed;

    /// <summary>Runs it to its end and gives what it printed; fails when it fails.</summary>
    public async Task<string> RunAsync(params string[] arguments) =>
        await RunAsync("node", await (_installed ??= InstallAsync()), [script, .. arguments]);

    async Task<string> InstallAsync()
    {
        string[] files = ["package.json", "package-lock.json", script];
        using var text = new MemoryStream();
        foreach (var file in files)
            text.Write(await File.ReadAllBytesAsync(Path.Combine(source, file)));
        var store = Path.Combine(Artifacts(), "node", Path.GetFileName(source));
        var folder = Path.Combine(store, Convert.ToHexStringLower(SHA256.HashData(text.ToArray()))[..16]);
        if (Directory.Exists(folder))
            return folder;
        // Into another folder first: an installation that is cut off must not be taken for a whole one.
        var unfinished = Directory.CreateDirectory(Path.Combine(store, "." + Guid.NewGuid().ToString("n"))).FullName;
        foreach (var file in files)
            File.Copy(Path.Combine(source, file), Path.Combine(unfinished, file));
        await RunAsync("npm", unfinished, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
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

    static async Task<string> RunAsync(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} cannot be started: install Node.js 20 or newer");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        return await output;
    }
}
