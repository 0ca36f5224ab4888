using Ntk.Cli;
using Ntk.Engine.Networks;

namespace Ntk.Bench.Suite;

/// <summary>Handwritten digits from images to classes.</summary>
internal static class DigitsCases
{
    public static IEnumerable<IReadOnlyList<PlannedWorkload>> All(SuiteSettings settings)
    {
        int images = settings.Scale.Choose(20, 150, 500), features = settings.Scale.Choose(20, 600, 1200), test = settings.Scale.Choose(20, 150, 500);
        (string Title, DigitsTask Task)[] tasks =
        [
            ("FC, 3 hidden layers", new(Presets.FullyConnected(3), IsOfImages: false, features, test)),
            ("CNN-VEC, 3 layers", new(Presets.ConvVec(3), IsOfImages: true, images, test)),
            ("CNN-GAP, 3 layers", new(Presets.ConvGap(3), IsOfImages: true, images, test)),
        ];
        yield return
        [
            .. from task in tasks
               from precision in Enum.GetValues<Precision>()
               select new PlannedWorkload(
                   new("digits, fit and predict", task.Title, $"{task.Task.Train} and {test} images", precision, settings.AllThreads, settings.BackendName),
                   () => task.Task.Prepare(precision, settings.AllThreads, settings.Backend)),
        ];
    }
}
