using System.Globalization;
using Almagest.Model;

namespace Almagest.Server.Features.Logs;

/// <summary>Faults in parameters.</summary>
static class LogParameters
{
    internal static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw Invalid(name, value.ToString(CultureInfo.InvariantCulture), $"{least} to {most}");
    }

    internal static UserErrorException Invalid(string name, string value, string expected) =>
        new(UserErrorKind.Invalid, "invalid_parameter", $"{name} \"{value}\" is not valid: expected {expected}");
}
