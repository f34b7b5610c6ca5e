using System.Reflection;
using Almagest.Tests.Architecture;
using Xunit.Sdk;

namespace Almagest.Tests.Query.LogQL;

/// <summary>
/// Every <c>eval</c> of the scripts beside this file is one case; those of the folder named by <c>ALMAGEST_LOGQL_SCRIPTS</c>, in Loki's own form, are added.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LogScriptsAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        var folder = Path.Combine(RepositoryFiles.Root, "tests", "Almagest.Tests", "Query", "LogQL", "Scripts");
        var upstream = Environment.GetEnvironmentVariable("ALMAGEST_LOGQL_SCRIPTS");
        var files = Directory.EnumerateFiles(folder, "*.logqltest").Concat(string.IsNullOrEmpty(upstream) ? [] : Directory.EnumerateFiles(upstream, "*.logqltest"));
        foreach (var file in files.Order(StringComparer.Ordinal))
            foreach (var line in LogScript.Read(file).Evaluations.Select(static e => e.Line))
                yield return [file.StartsWith(RepositoryFiles.Root, StringComparison.Ordinal) ? Path.GetRelativePath(RepositoryFiles.Root, file) : file, line];
    }
}
