"""The types a model file may hold: our own lists, shorter than any library's default.

``skops`` trusts hundreds of types by itself; a model of ours needs these only. What is not
listed is refused before anything is built. A test compares the list with what every method of
the catalogue writes, so a new scikit-learn or skops that needs more is noticed there. A second
list has the plain steps that models from elsewhere come with; each of them has a check of its own
in :mod:`~mlops_desktop.modeling.structure`, and a test holds the two lists apart.
"""

from __future__ import annotations

PROTOCOL = 2
"""The skops protocol our files have; older ones mean other readers, which we never need."""

ALLOWED: dict[str, frozenset[str]] = {
    "DictNode": frozenset({"builtins.dict"}),
    "ListNode": frozenset({"builtins.list"}),
    "TupleNode": frozenset({"builtins.tuple"}),
    "SliceNode": frozenset({"builtins.slice"}),
    "JsonNode": frozenset({"builtins.str"}),
    "TypeNode": frozenset({"builtins.str", "numpy.float64"}),
    "DTypeNode": frozenset({"numpy.dtype"}),
    "NdArrayNode": frozenset({"numpy.ndarray", "numpy.float64", "numpy.int64", "numpy.uint64"}),
    "RandomGeneratorNode": frozenset({"numpy.random._generator.Generator"}),
    "TreeNode": frozenset({"sklearn.tree._tree.Tree"}),
    "LossNode": frozenset(
        {
            "sklearn._loss._loss.CyAbsoluteError",
            "sklearn._loss._loss.CyHalfBinomialLoss",
            "sklearn._loss._loss.CyHalfGammaLoss",
            "sklearn._loss._loss.CyHalfMultinomialLoss",
            "sklearn._loss._loss.CyHalfPoissonLoss",
            "sklearn._loss._loss.CyHalfSquaredError",
            "sklearn._loss._loss.CyHalfTweedieLoss",
            "sklearn._loss._loss.CyPinballLoss",
        }
    ),
    "ObjectNode": frozenset(
        {
            "mlops_desktop.modeling.dates.CyclicParts",
            "mlops_desktop.modeling.dates.DateParts",
            "mlops_desktop.modeling.detectors.detector.Detector",
            "mlops_desktop.modeling.detectors.scorers.NeighbourDistance",
            "mlops_desktop.modeling.detectors.scorers.RobustDistance",
            "mlops_desktop.modeling.detectors.scorers.SingleValue",
            "mlops_desktop.modeling.features.curves.Components",
            "mlops_desktop.modeling.features.curves.NaturalSpline",
            "mlops_desktop.modeling.features.curves.Products",
            "mlops_desktop.modeling.features.levels.Codes",
            "mlops_desktop.modeling.features.levels.Levels",
            "mlops_desktop.modeling.features.levels.Recoded",
            "mlops_desktop.modeling.features.levels.WasMissing",
            "mlops_desktop.modeling.features.selection.Selection",
            "mlops_desktop.modeling.features.words.Words",
            "mlops_desktop.modeling.forecasting.forecaster.Forecaster",
            "sklearn._loss.link.IdentityLink",
            "sklearn._loss.link.Interval",
            "sklearn._loss.link.LogLink",
            "sklearn._loss.link.LogitLink",
            "sklearn._loss.link.MultinomialLogit",
            "sklearn._loss.loss.AbsoluteError",
            "sklearn._loss.loss.HalfBinomialLoss",
            "sklearn._loss.loss.HalfGammaLoss",
            "sklearn._loss.loss.HalfMultinomialLoss",
            "sklearn._loss.loss.HalfPoissonLoss",
            "sklearn._loss.loss.HalfSquaredError",
            "sklearn._loss.loss.HalfTweedieLoss",
            "sklearn._loss.loss.PinballLoss",
            "sklearn.calibration.CalibratedClassifierCV",
            "sklearn.calibration._CalibratedClassifier",
            "sklearn.calibration._SigmoidCalibration",
            "sklearn.compose._column_transformer.ColumnTransformer",
            "sklearn.compose._target.TransformedTargetRegressor",
            "sklearn.dummy.DummyClassifier",
            "sklearn.dummy.DummyRegressor",
            "sklearn.ensemble._forest.ExtraTreesClassifier",
            "sklearn.ensemble._forest.ExtraTreesRegressor",
            "sklearn.ensemble._forest.RandomForestClassifier",
            "sklearn.ensemble._forest.RandomForestRegressor",
            "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
            "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
            "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor",
            "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
            "sklearn.ensemble._iforest.IsolationForest",
            "sklearn.ensemble._stacking.StackingClassifier",
            "sklearn.ensemble._stacking.StackingRegressor",
            "sklearn.ensemble._voting.VotingClassifier",
            "sklearn.ensemble._voting.VotingRegressor",
            "sklearn.impute._base.SimpleImputer",
            "sklearn.isotonic.IsotonicRegression",
            "sklearn.linear_model._base.LinearRegression",
            "sklearn.linear_model._coordinate_descent.ElasticNet",
            "sklearn.linear_model._coordinate_descent.ElasticNetCV",
            "sklearn.linear_model._coordinate_descent.Lasso",
            "sklearn.linear_model._coordinate_descent.LassoCV",
            "sklearn.linear_model._glm.glm.GammaRegressor",
            "sklearn.linear_model._glm.glm.PoissonRegressor",
            "sklearn.linear_model._glm.glm.TweedieRegressor",
            "sklearn.linear_model._logistic.LogisticRegression",
            "sklearn.linear_model._ridge.Ridge",
            "sklearn.metrics._dist_metrics.EuclideanDistance64",
            "sklearn.naive_bayes.GaussianNB",
            "sklearn.neighbors._classification.KNeighborsClassifier",
            "sklearn.neighbors._kd_tree.KDTree",
            "sklearn.neighbors._regression.KNeighborsRegressor",
            "sklearn.neighbors._unsupervised.NearestNeighbors",
            "sklearn.neural_network._multilayer_perceptron.MLPClassifier",
            "sklearn.neural_network._multilayer_perceptron.MLPRegressor",
            "sklearn.pipeline.Pipeline",
            "sklearn.preprocessing._data.StandardScaler",
            "sklearn.preprocessing._encoders.OneHotEncoder",
            "sklearn.preprocessing._function_transformer.FunctionTransformer",
            "sklearn.preprocessing._label.LabelBinarizer",
            "sklearn.preprocessing._label.LabelEncoder",
            "sklearn.preprocessing._target_encoder.TargetEncoder",
            "sklearn.svm._classes.LinearSVC",
            "sklearn.svm._classes.LinearSVR",
            "sklearn.svm._classes.SVC",
            "sklearn.svm._classes.SVR",
            "sklearn.tree._classes.DecisionTreeClassifier",
            "sklearn.tree._classes.DecisionTreeRegressor",
            "sklearn.tree._classes.ExtraTreeClassifier",
            "sklearn.tree._classes.ExtraTreeRegressor",
        }
    ),
}
"""Per skops loader the types that our own models are made of."""

ELSEWHERE: dict[str, frozenset[str]] = {
    # Where a missing value stands among the categories of a column, by the column's number.
    "TypeNode": frozenset({"builtins.int"}),
    # What columns were chosen by; never called again, and refused in any other place.
    "FunctionNode": frozenset(
        {
            "sklearn.feature_selection._mutual_info.mutual_info_classif",
            "sklearn.feature_selection._mutual_info.mutual_info_regression",
            "sklearn.feature_selection._univariate_selection.chi2",
            "sklearn.feature_selection._univariate_selection.f_classif",
            "sklearn.feature_selection._univariate_selection.f_regression",
            "sklearn.feature_selection._univariate_selection.r_regression",
        }
    ),
    "ObjectNode": frozenset(
        {
            "sklearn.decomposition._pca.PCA",
            "sklearn.decomposition._truncated_svd.TruncatedSVD",
            "sklearn.feature_selection._univariate_selection.SelectKBest",
            "sklearn.feature_selection._univariate_selection.SelectPercentile",
            "sklearn.feature_selection._variance_threshold.VarianceThreshold",
            "sklearn.impute._base.MissingIndicator",
            "sklearn.pipeline.FeatureUnion",
            "sklearn.preprocessing._data.Binarizer",
            "sklearn.preprocessing._data.MaxAbsScaler",
            "sklearn.preprocessing._data.MinMaxScaler",
            "sklearn.preprocessing._data.Normalizer",
            "sklearn.preprocessing._data.PowerTransformer",
            "sklearn.preprocessing._data.QuantileTransformer",
            "sklearn.preprocessing._data.RobustScaler",
            "sklearn.preprocessing._discretization.KBinsDiscretizer",
            "sklearn.preprocessing._encoders.OrdinalEncoder",
            "sklearn.preprocessing._polynomial.PolynomialFeatures",
        }
    ),
}
"""Per skops loader the types that only models from elsewhere have."""


def trusted_types() -> list[str]:
    """Return all types by full name, as ``skops`` takes them."""
    return sorted(set().union(*ALLOWED.values(), *ELSEWHERE.values()))


def is_allowed(loader: object, type_name: str) -> bool:
    """Whether a loader may build that type."""
    return isinstance(loader, str) and any(
        type_name in known.get(loader, frozenset()) for known in (ALLOWED, ELSEWHERE)
    )
