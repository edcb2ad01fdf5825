"""The launch list asks for the learned net where there are phrases to learn from."""

from pathlib import Path

from bot.directory.launch import check_learned_net


def test_a_missing_model_is_found_before_the_launch(tmp_path: Path):
    (tmp_path / "safety" / "phrases").mkdir(parents=True)
    (finding,) = check_learned_net(tmp_path)
    assert "model.onnx" in str(finding)
    assert "python -m bot.safety.train" in str(finding)


def test_content_without_phrases_needs_no_model(tmp_path: Path):
    assert not list(check_learned_net(tmp_path))
