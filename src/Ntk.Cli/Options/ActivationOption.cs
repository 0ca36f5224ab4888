using System.CommandLine;
using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary>An activation on the command line, in the short text form of networks.</summary>
internal static class ActivationOption
{
    public static Option<Activation> Create() => new("--activation")
    {
        Description = "The activation of all hidden layers, such as relu, erf, gelu or leakyRelu(0.1); relu unless given.",
        HelpName = "text",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            try
            {
                if (NetworkText.Parse($"dense {text} dense").Layers is [_, Activation activation, _])
                    return activation;
                result.AddError($"--activation is '{text}'; it must be one activation, such as relu or leakyRelu(0.1).");
            }
            catch (NetworkException error)
            {
                result.AddError($"--activation is '{text}', which is none: {error.Message}");
            }

            return null;
        },
    };
}
