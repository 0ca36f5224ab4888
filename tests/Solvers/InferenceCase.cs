using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Engine.Networks;
using Ntk.Solvers;

namespace Ntk.Tests.Solvers;

/// <summary>One inference file of tests/Golden: a network, data, and its exact posteriors.</summary>
internal sealed class InferenceCase
{
    private readonly JsonElement json;

    private InferenceCase(JsonElement json) => this.json = json;

    public static string[] Names { get; } = ["inference-relu", "inference-erf", "inference-conv-gap"];

    public Network Network => Network.FromJson(json.GetProperty("network").GetRawText());

    public IEnumerable<Posterior> Posteriors => json.GetProperty("posterior").EnumerateArray().Select(element => new Posterior(element));

    public IEnumerable<Flow> EnsembleFlows => json.GetProperty("ensembleGradientFlow").EnumerateArray().Select(element => new Flow(element));

    public IEnumerable<Flow> NetworkFlows => json.GetProperty("gradientFlow").EnumerateArray().Select(element => new Flow(element));

    public Tensor<double> InitialTrain => Read<double>(json.GetProperty("initialTrain"));

    public Tensor<double> InitialTest => Read<double>(json.GetProperty("initialTest"));

    public static InferenceCase Load(string name) =>
        new(JsonDocument.Parse(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", name + ".json"))).RootElement);

    public Tensor<T> XTrain<T>()
        where T : IBinaryFloatingPointIeee754<T> =>
        Read<T>(json.GetProperty("xTrain"));

    public Tensor<T> YTrain<T>()
        where T : IBinaryFloatingPointIeee754<T> =>
        Read<T>(json.GetProperty("yTrain"));

    public Tensor<T> XTest<T>()
        where T : IBinaryFloatingPointIeee754<T> =>
        Read<T>(json.GetProperty("xTest"));

    private static Tensor<T> Read<T>(JsonElement element)
        where T : IBinaryFloatingPointIeee754<T>
    {
        nint[] shape = [.. element.GetProperty("shape").EnumerateArray().Select(length => (nint)length.GetInt32())];
        return Tensor.Create([.. element.GetProperty("data").EnumerateArray().Select(value => T.CreateTruncating(value.GetDouble()))], shape);
    }

    /// <summary>Gradient flow at one time.</summary>
    internal sealed class Flow(JsonElement json)
    {
        public KernelKind Kind => Enum.Parse<KernelKind>(json.GetProperty("kernel").GetString()!, ignoreCase: true);

        public double LearningRate => json.GetProperty("learningRate").GetDouble();

        public double Time => json.GetProperty("time").ValueKind == JsonValueKind.String ? double.PositiveInfinity : json.GetProperty("time").GetDouble();

        public Tensor<double> this[string name] => Read<double>(json.GetProperty(name));
    }

    /// <summary>The exact posterior of one kernel and one ridge.</summary>
    internal sealed class Posterior(JsonElement json)
    {
        public KernelKind Kind => Enum.Parse<KernelKind>(json.GetProperty("kernel").GetString()!, ignoreCase: true);

        public Ridge Ridge => IsRelative ? Ridge.Relative(RidgeValue) : Ridge.Absolute(RidgeValue);

        public Tensor<double> Mean => Read<double>(json.GetProperty("mean"));

        public Tensor<double> Covariance => Read<double>(json.GetProperty("covariance"));

        public Tensor<double> LogMarginalLikelihood => Read<double>(json.GetProperty("logMarginalLikelihood"));

        public Tensor<double> LeaveOneOutMean => Read<double>(json.GetProperty("leaveOneOutMean"));

        public Tensor<double> LeaveOneOutVariance => Read<double>(json.GetProperty("leaveOneOutVariance"));

        private double RidgeValue => json.GetProperty("ridge").GetDouble();

        private bool IsRelative => json.GetProperty("ridgeIs").GetString() == "relative";

        public override string ToString() => $"{Kind} with ridge {Ridge}";
    }
}
