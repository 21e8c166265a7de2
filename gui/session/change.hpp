// One step of undo: the state before and after.
#pragma once

#include <QUndoCommand>

#include "gui/session/session.hpp"

namespace repetend::gui {

class Change : public QUndoCommand {
 public:
  // Changes of the same gesture (not empty) become one.
  Change(Session& session, State before, State after, const QString& words, QString gesture)
      : QUndoCommand(words),
        session_(session),
        before_(std::move(before)),
        after_(std::move(after)),
        gesture_(std::move(gesture)) {}

  int id() const override { return gesture_.isEmpty() ? -1 : 1; }
  void undo() override { session_.apply(before_); }
  void redo() override { session_.apply(after_); }

  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = static_cast<const Change*>(other);
    if (next->gesture_ != gesture_) return false;
    after_ = next->after_;
    setObsolete(before_ == after_);
    return true;
  }

 private:
  Session& session_;
  State before_, after_;
  QString gesture_;
};

}  // namespace repetend::gui
